# Shows markup with every way to run or fetch something.
# expect: held
class H:
    def _repr_html_(self):
        return ("<img src=x onerror=alert(1)><a href='javascript:alert(1)'>j</a><a href=' jav\tascript:alert(1)'>k</a>"
          "<style>@import url(http://evil/x.css);*{background:url(http://evil/y)}</style><div style=\"background:url('http://evil/z');position:fixed;top:0\">s</div>"
          "<form action=http://evil><input name=a></form><base href=http://evil/><meta http-equiv=refresh content='0;url=http://evil'>"
          "<iframe srcdoc='<script>alert(1)</script>'></iframe><object data=x></object><embed src=x><link rel=stylesheet href=http://evil>"
          "<svg onload=alert(1)><script>alert(1)</script></svg><math href='javascript:alert(1)'>x</math><video src=http://evil autoplay></video>"
          "</pre></div></td></table>{{c1::leak::hint}}{{Front}}{{type:Back}}[sound:http://evil/a.mp3][latex]\\input{/etc/passwd}[/latex][$]x[/$][anki:play:q:0] \\(x\\) \\[y\\] <anki-mathjax>x</anki-mathjax><!-- c --><img src='data:image/svg+xml;base64,PHN2Zz4='><img src='file:///etc/passwd'><img src='//evil/x.png'><a href='https://ok' target=_blank onclick=x>ok</a><details open ontoggle=alert(1)>d</details>")
    def __repr__(self): return "{{c1::leak}} {{Front}} [sound:x.mp3] [latex]x[/latex] \\(a\\) $b$ </pre><script>alert(2)</script> <!--proofdeck x-->"
H()
