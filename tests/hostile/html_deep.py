# Shows markup nested fifty thousand deep.
# expect: held
class H:
    def _repr_html_(self): return "<div>" * 50000 + "x"
H()
