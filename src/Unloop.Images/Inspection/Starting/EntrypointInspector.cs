using System.Text;
using Unloop.Core.Facts.Images;
using Unloop.Evidence.Redaction;
using Unloop.Images.Files;
using Unloop.Images.Layers;

namespace Unloop.Images.Inspection.Starting;

/// <summary>
/// Goes the way of the start: user, command, program, format, interpreter, loader, libraries, script. What a mount covers or an unread layer may hold is not
/// known, and nothing is said about it.
/// </summary>
internal static class EntrypointInspector
{
    private const int MostStarters = 4;

    public static async Task<EntrypointFacts> InspectAsync(StartContext context, ContainerCommand command, Func<FileFinding, ImageFile> describe, CancellationToken cancellationToken)
    {
        var troubles = new List<EntrypointTrouble>();
        var facts = new EntrypointFacts
        {
            Argv = Redactor.Arguments(command.Argv),
            Origin = command.Origin,
            WorkingDir = context.WorkingDir,
            User = context.User.ToString(),
            Troubles = troubles,
        };
        if (context.User.Missing is { } missing)
        {
            var table = missing.StartsWith("group", StringComparison.Ordinal) ? "/etc/group" : "/etc/passwd";
            troubles.Add(new EntrypointTrouble(EntrypointTroubleKind.UserUnknown, context.User.Name ?? missing, $"{table} of the image has no {missing}"));
        }

        if (command.Argv.Count == 0 || command.Argv[0].Length == 0)
        {
            troubles.Add(new EntrypointTrouble(EntrypointTroubleKind.NoCommand, "", "neither the pod nor the image names a command"));
            return facts;
        }

        var found = await ProgramSearch.FindAsync(context, command.Argv[0], cancellationToken);
        if (found.Trouble is not null)
        {
            troubles.Add(found.Trouble);
        }

        if (found.Program is not { } program)
        {
            return facts;
        }

        await ProgramCheck.CheckAsync(context, program, troubles, cancellationToken);
        var script = troubles.Any(Stops) ? null : await FollowAsync(context, command.Argv, program, troubles, cancellationToken);
        return facts with { Program = describe(program), Script = script is null ? null : describe(script) };
    }

    private static bool Stops(EntrypointTrouble trouble) => trouble.Kind != EntrypointTroubleKind.UserUnknown;

    /// <summary>What the program is asked to start or run in turn.</summary>
    private static async Task<FileFinding?> FollowAsync(
        StartContext context, IReadOnlyList<string> argv, FileFinding program, List<EntrypointTrouble> troubles, CancellationToken cancellationToken)
    {
        for (var depth = 0; depth < MostStarters; depth++)
        {
            if (ScriptArgument.Of(argv) is { } script)
            {
                return await ScriptCheck.CheckAsync(context, script, program, troubles, cancellationToken);
            }

            var mustStart = true;
            var next = PlainCommand.OfStarter(argv) ?? PlainCommand.OfShell(argv);
            if (next is null && program.Entry.Format == FileFormat.Script && argv.Count > 1 && PlainCommand.EndsWithExec(Head(program)))
            {
                // Such a script may put something before the command or choose another; only what it names and has is followed.
                (next, mustStart) = ([.. argv.Skip(1)], false);
            }

            if (next is null)
            {
                return null;
            }

            var found = await ProgramSearch.FindAsync(context, next[0], cancellationToken);
            if (found.Program is null)
            {
                if (mustStart && found.Trouble is { Kind: not EntrypointTroubleKind.ShellBuiltin })
                {
                    troubles.Add(found.Trouble);
                }

                return null;
            }

            await ProgramCheck.CheckAsync(context, found.Program, troubles, cancellationToken);
            if (troubles.Any(Stops))
            {
                return null;
            }

            (argv, program) = (next, found.Program);
        }

        return null;
    }

    /// <summary>The whole script, or nothing when more of it was not kept.</summary>
    private static string Head(FileFinding program) =>
        program.Entry.Detail is { } detail && detail.Head.Length == program.Entry.Size ? Encoding.UTF8.GetString(detail.Head.Span) : "";
}
