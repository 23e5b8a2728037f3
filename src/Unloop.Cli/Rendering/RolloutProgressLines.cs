using Unloop.Engine.Verifying;
namespace Unloop.Cli.Rendering;
internal sealed class RolloutProgressLines(Terminal terminal) : IProgress<RolloutSight> { private string? _last; public void Report(RolloutSight value) { var s = value.Problem?.Message ?? value.Verdict?.Statement; if (s is not null && s != _last) { _last = s; terminal.Tell("  . " + s); } } }
