# More pictures than anybody wants.
# expect: held
class Picture:
    def _repr_svg_(self):
        return "<svg xmlns='http://www.w3.org/2000/svg'>" + "<g/>" * 400_000 + "</svg>"
Picture()
