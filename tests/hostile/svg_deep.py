# Shows a drawing nested twenty thousand deep.
# expect: held
class S:
    def _repr_svg_(self): return '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1 1">' + "<g>" * 20000 + "</g>" * 20000 + "</svg>"
S()
