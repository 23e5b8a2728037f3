using Unloop.Dockerfile.Checks.Launching;
using Unloop.Dockerfile.Modelling;

namespace Unloop.Dockerfile.Checks.Building;

/// <summary>Each RUN is a shell of its own: folder, variables and processes end with it.</summary>
internal sealed class RunEffectLost : IRule
{
    public RuleDescription About { get; } = new(
        "run-effect-lost", Severity.Warning, "a RUN ends with cd, export or source, whose effect ends with it",
        "Error: Cannot find module '/server.js'",
        "Use WORKDIR in place of cd, ENV in place of export.");

    public IEnumerable<Defect> Check(BuildModel model)
    {
        foreach (var step in model.NeededSteps.Where(s => s.Instruction.Keyword == "RUN" && s.Instruction.Heredocs.Count == 0 && s.Instruction.ExecForm is null))
        {
            if (PlainShell.Read(step.Instruction.Arguments) is not { IsWhole: true, Commands: [.., { IsCertain: true, After: "" } last] })
            {
                continue;
            }

            var text = string.Join(' ', last.Words);
            if (last is { Words: ["cd", var folder] } && folder != "-")
            {
                yield return About.At(step.Instruction, text, $"The next instruction does not start in {folder}: a RUN's cd ends with it.", null, $"Use WORKDIR {folder} in place of this RUN.");
            }
            else if (last is { Words: ["export", var set] } && set.Contains('=', StringComparison.Ordinal))
            {
                yield return About.At(step.Instruction, text, $"{set.Split('=')[0]} is not set any more after this RUN.", null, $"Use ENV {set} in place of this RUN.");
            }
            else if (last is { Words: ["source" or ".", var file] } && file.EndsWith("activate", StringComparison.Ordinal))
            {
                yield return About.At(step.Instruction, text, $"The virtual environment of {file} is not active any more after this RUN.", null,
                    $"Put its programs first in PATH: ENV PATH={file[..Math.Max(0, file.LastIndexOf('/'))]}:$PATH.");
            }
        }
    }
}

internal sealed class ServiceStartedInBuild : IRule
{
    public RuleDescription About { get; } = new(
        "service-started-in-build", Severity.Warning, "a RUN starts a service and ends: at run time it is not running",
        "connect ECONNREFUSED 127.0.0.1:6379",
        "Start it when the container starts, or better in a container of its own.");

    public IEnumerable<Defect> Check(BuildModel model) =>
        from step in model.NeededSteps
        where step.Instruction.Keyword == "RUN" && step.Instruction.Heredocs.Count == 0
        let shell = PlainShell.Read(step.Instruction.Arguments)
        where shell.IsWhole && shell.Commands.Count > 0
        let last = shell.Commands[^1]
        where last.IsCertain && last.Words is ["service", _, "start" or "restart"] or ["systemctl", "start" or "restart", _]
        let name = last.Words[0] == "service" ? last.Words[1] : last.Words[2]
        select About.At(step.Instruction, name, $"{name} is started during the build only: no process outlives a RUN.");
}
