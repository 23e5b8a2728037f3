namespace Unloop.Dockerfile.Checks.Node;

/// <summary>Modules that Node brings itself and that need no <c>node:</c>, after <c>require('module').builtinModules</c>.</summary>
internal static class NodeBuiltins
{
    private static readonly HashSet<string> Names =
    [
        "assert", "async_hooks", "buffer", "child_process", "cluster", "console", "constants", "crypto", "dgram", "diagnostics_channel", "dns", "domain", "events", "fs", "http", "http2",
        "https", "inspector", "module", "net", "os", "path", "perf_hooks", "process", "punycode", "querystring", "readline", "repl", "stream", "string_decoder", "sys", "timers", "tls",
        "trace_events", "tty", "url", "util", "v8", "vm", "wasi", "worker_threads", "zlib",
    ];

    public static bool Has(string specifier) => Names.Contains(specifier.Split('/')[0]);
}
