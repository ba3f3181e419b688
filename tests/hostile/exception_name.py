# Puts commands and markup into the name and the text of an exception.
# expect: raised
E = type("E\n::error file=x::y\x1b[31m</pre><script>alert(1)</script>{{c1::z}}" * 3, (Exception,), {"__module__": "a\nb"})
raise E("m\n::error file=app.js::Injected\n##[error]x")
