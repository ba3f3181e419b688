# Shows a drawing that is a hundred milliards of squares once drawn.
# expect: held
class S:
    def _repr_svg_(self):
        u = "".join(f'<g id="a{i}">' + f'<use href="#a{i-1}"/>' * 10 + "</g>" for i in range(1, 12))
        return '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 10 10"><defs><g id="a0"><rect width="1" height="1"/></g>' + u + '</defs><use href="#a11"/></svg>'
S()
