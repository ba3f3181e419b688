# A picture with a script, a foreign object, and an entity bomb.
# expect: held
class Svg:
    def _repr_svg_(self):
        return (
            "<!DOCTYPE svg [<!ENTITY a 'aaaaaaaaaa'><!ENTITY b '&a;&a;&a;&a;&a;&a;&a;&a;'>]>"
            "<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'><script>alert(1)</script>"
            "<foreignObject><body onload='alert(1)'/></foreignObject>"
            "<image href='https://example.org/x.png'/><text>&b;</text></svg>"
        )
Svg()
