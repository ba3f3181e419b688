# Names a file that does not exist as where it fails.
# expect: raised
import linecache
linecache.cache["/work/x"] = (1, None, ["</pre><script>"] * 10, "/work/x")
exec(compile("\n" * 3 + "1/0", "/work/x", "exec"))
