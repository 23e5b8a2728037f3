using Unloop.Dockerfile.Checks.Launching;
using Unloop.Dockerfile.Modelling;
using Unloop.Dockerfile.Modelling.Files;
using Unloop.Dockerfile.Syntax;

namespace Unloop.Dockerfile.Checks.Php;

/// <summary>A PHP script that the container runs from the command line; a web server's scripts fail by request and do not end it.</summary>
/// <param name="Name">As written.</param>
/// <param name="AutoloadPath">Absolute path of the autoloader that it requires at once; null where it does not.</param>
/// <param name="Autoload">As the script says it, without the folder: <c>vendor/autoload.php</c>.</param>
internal sealed record PhpScene(Launch Launch, string Name, FileEntry File, string? AutoloadPath, string? Autoload, Instruction By)
{
    public StageModel Stage => Launch.Stage;

    public static PhpScene? Of(BuildModel model)
    {
        if (model.FirstFailure is not null || Launch.Of(model) is not { } launch)
        {
            return null;
        }

        var started = StartedFile.Of(launch).FirstOrDefault(f => f is { Interpreter: "php", Entry: { IsPresent: true, Text.Whole: not null }, Command: { IsLast: true, SetBy: not null, Directory: not null } });
        if (started is null || launch.Commands.Any(c => Names.Base(c.Program) == "composer"))
        {
            return null;
        }

        var folder = Paths.Folder(started.Entry.RealPath ?? started.Entry.Path);
        var (path, text) = Required(started.Entry.Text!.Whole!, folder, started.Command.Directory!);
        return new PhpScene(launch, started.Name, started.Entry, path, text, started.Command.SetBy!);
    }

    /// <summary>A require at the beginning of a line, which nothing decides.</summary>
    private static (string? Path, string? Text) Required(string script, string folder, string directory)
    {
        foreach (var line in script.Split('\n').Where(l => l.StartsWith("require", StringComparison.Ordinal) && l.Contains("/autoload.php", StringComparison.Ordinal)))
        {
            var open = line.IndexOfAny(['\'', '"']);
            var close = open < 0 ? -1 : line.IndexOf(line[open], open + 1);
            if (close < 0 || line[(close + 1)..].Trim().TrimEnd(';', ')').Length > 0)
            {
                continue;
            }

            var text = line[(open + 1)..close];
            var before = line[..open].Replace(" ", "", StringComparison.Ordinal).Replace("(", "", StringComparison.Ordinal);
            var from = before is "require__DIR__." or "require_once__DIR__." ? folder : before is "require" or "require_once" ? directory : null;
            if (from is not null)
            {
                return (Paths.Absolute("/", before.Contains("__DIR__", StringComparison.Ordinal) ? from + text : Paths.Join(from, text)), text.TrimStart('/'));
            }
        }

        return (null, null);
    }
}
