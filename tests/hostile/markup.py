# HTML, Typst, LaTeX and cloze marks as text.
# expect: held
print("<script>alert(1)</script><img src=x onerror=alert(1)>")
print("#read(\"/etc/passwd\") $x$ {{c1::a}} [[type:Typed]] {{Front}} \\input{x}")
"</code></pre><script>alert(2)</script>"
