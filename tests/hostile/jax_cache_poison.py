# Fills the folder for compiled code with what is none.
# expect: held
import jax, os
d = jax.config.jax_compilation_cache_dir
print(bool(d))
if d:
    for i in range(300): open(os.path.join(d, f"jit_f{i}-{'0'*64}-cache"), "wb").write(b"x" * 1000000 if i < 3 else b"y")
    os.mkfifo(os.path.join(d, "jit_g-cache")); os.symlink("/etc/passwd", os.path.join(d, "jit_h-cache")); open(os.path.join(d, "..-cache"), "w").write("x")
print(jax.jit(lambda x: x + 1)(1))
