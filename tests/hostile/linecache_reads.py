# Names a file that does not exist as where it fails.
# expect: raised
import linecache
linecache.cache["/nowhere/x"] = (1, None, ["</pre><script>"] * 10, "/nowhere/x")
exec(compile("\n" * 3 + "1/0", "/nowhere/x", "exec"))
