export const answering = () => null;
