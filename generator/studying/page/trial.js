export const trial = () => null;
