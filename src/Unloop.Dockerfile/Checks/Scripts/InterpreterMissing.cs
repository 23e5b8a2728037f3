using Unloop.Dockerfile.Checks.Launching;
using Unloop.Dockerfile.Modelling;

namespace Unloop.Dockerfile.Checks.Scripts;

/// <summary>The kernel says that the script is not there when what is not there is its interpreter.</summary>
internal sealed class InterpreterMissing : IRule
{
    public RuleDescription About { get; } = new(
        "interpreter-missing", Severity.Error, "the image has no such interpreter as the script's #! names",
        "exec /app/run.sh: no such file or directory",
        "Write the script for /bin/sh and begin it with #!/bin/sh, or install the interpreter in the final stage.");

    public IEnumerable<Defect> Check(BuildModel model)
    {
        var launch = Launch.Of(model);
        foreach (var script in StartedScript.Of(launch).Where(s => s is { RunBy: null, HasShebang: true, ToBlame: not null } && !s.FirstLine.EndsWith('\r')))
        {
            var words = script.FirstLine[2..].Split((char[])[' ', '\t'], StringSplitOptions.RemoveEmptyEntries);
            if (words.Length == 0)
            {
                continue;
            }

            var throughEnv = Names.Base(words[0]) == "env";
            var name = throughEnv && launch!.State.FindProgram(words[0]).IsPresent
                ? words.Skip(1).FirstOrDefault(w => !w.StartsWith('-') && !w.Contains('=', StringComparison.Ordinal))
                : words[0];
            if (name is null || !launch!.State.FindProgram(name).IsAbsent)
            {
                continue;
            }

            var viaEnv = throughEnv && name != words[0];
            yield return About.At(script.ToBlame!, name, $"{script.Path} asks for {name}, which {Where(launch.Stage)} does not have.",
                viaEnv ? $"env: can't execute '{name}': No such file or directory" : $"exec {script.Path}: no such file or directory",
                Names.Base(name) == "bash" ? "Begin the script with #!/bin/sh if it needs nothing of bash, or install bash in the final stage (alpine: RUN apk add --no-cache bash)." : null);
        }
    }

    internal static string Where(StageModel stage) => stage.Base.Reference.Length > 0 ? $"the image on {stage.Base.Reference}" : "the image";
}
