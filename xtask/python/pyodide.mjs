// Runs a Python script in Pyodide as if it were an interpreter on this machine:
//
//     PYODIDE_DIR=.../node_modules node pyodide.mjs SCRIPT ARGUMENT...
//
// PYODIDE_DIR is the node_modules directory in which `npm install pyodide` put the package. The machine's directories
// keep their names inside, so paths mean the same on both sides.
import { readdirSync } from "node:fs";
import { resolve } from "node:path";
import { pathToFileURL } from "node:url";

const home = process.env.PYODIDE_DIR;
if (!home) throw new Error("PYODIDE_DIR must name the node_modules directory that holds pyodide");
const { loadPyodide } = await import(pathToFileURL(resolve(home, "pyodide", "pyodide.mjs")));
const settings = ["PYTHONHASHSEED", "PYTHONWARNINGS", "PYTHONDONTWRITEBYTECODE"].filter((name) => name in process.env);
const python = await loadPyodide({ env: { HOME: "/", ...Object.fromEntries(settings.map((name) => [name, process.env[name]])) } });

// These belong to Pyodide itself; /lib holds its standard library.
const own = new Set(["dev", "lib", "proc", "sys"]);
for (const entry of readdirSync("/", { withFileTypes: true })) {
  const path = `/${entry.name}`;
  if (own.has(entry.name) || !entry.isDirectory()) continue;
  python.FS.mkdirTree(path);
  python.FS.mount(python.FS.filesystems.NODEFS, { root: path }, path);
}
python.FS.chdir(process.cwd());

python.globals.set("arguments", python.toPy(process.argv.slice(2)));
process.exitCode = python.runPython(`
import runpy, sys
sys.argv = list(arguments)
status = 0
try:
    runpy.run_path(sys.argv[0], run_name="__main__")
except SystemExit as e:
    if isinstance(e.code, str):
        print(e.code, file=sys.stderr)
    status = e.code if isinstance(e.code, int) else 0 if e.code is None else 1
sys.stdout.flush()
status
`);
