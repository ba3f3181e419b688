# A rich value with a script in it.
# expect: held
class Rich:
    def _repr_html_(self):
        return (
            "<table onclick='alert(1)'><tr><td>1</td></tr></table><script>alert(1)</script>"
            "<iframe src='https://example.org'></iframe><a href='javascript:alert(1)'>x</a>"
            "<style>@import 'https://example.org/x.css'</style><img src='https://example.org/x'>"
        )
Rich()
