using Unloop.Alerts.Planning;

namespace Unloop.Cli.Rendering;

/// <summary>The changes of monitors as they are made, on the error stream. Reports at once, so that lines keep their order.</summary>
internal sealed class MonitorProgress(Terminal terminal) : IProgress<MonitorResult>
{
    public void Report(MonitorResult value) => terminal.Say($"{(value.IsDone ? "ok " : "FAILED")} {value.Name}: {value.Says}");
}
