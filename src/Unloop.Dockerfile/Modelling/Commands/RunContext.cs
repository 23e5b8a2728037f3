using System.Collections.Immutable;
using Unloop.Dockerfile.Expansion;
using Unloop.Dockerfile.Modelling.Files;
using Unloop.Dockerfile.Modelling.Shell;
using Unloop.Dockerfile.Syntax;

namespace Unloop.Dockerfile.Modelling.Commands;

/// <summary>A RUN while it goes on: files, folder and variables, changed by one command after the other.</summary>
internal sealed class RunContext(ModelBuilder model, StageModel stage, Instruction instruction, StageState before)
{
    private const int MostReported = 2_000;

    public StageState Before => before;

    public StageModel Stage => stage;

    public FileTree Files { get; set; } = before.Files;

    /// <summary>Null: not known.</summary>
    public string? Directory { get; set; } = before.WorkingDirectory;

    /// <summary>The shell's own variables, over ENV and ARG.</summary>
    public ImmutableDictionary<string, string?> Variables { get; set; } = ImmutableDictionary<string, string?>.Empty;

    public UserTable Users { get; set; } = before.Users;

    public ImmutableDictionary<string, int?> Managers { get; set; } = before.Managers;

    /// <summary>False inside of what may be skipped: then nothing that happens is certain.</summary>
    public bool IsCertain { get; set; } = true;

    /// <summary>A failure does not reach the end of the RUN.</summary>
    public bool IsHidden { get; set; }

    public bool StopsOnError { get; set; }

    public bool SeesPipeFailures { get; set; }

    /// <summary><c>exit</c> was met.</summary>
    public bool HasExited { get; set; }

    /// <summary>Shells within shells.</summary>
    public int Depth { get; set; }

    /// <summary>The command that runs now, as written.</summary>
    public string Command { get; set; } = "";

    public List<RunCommand> Commands { get; } = [];

    public FileOrigin By => new() { Kind = OriginKind.Command, Instruction = instruction, Stage = stage.Index, Order = model.Order, Turn = Commands.Count, Command = Command };

    /// <summary>Who owns what is made now.</summary>
    public string? Owner => before.IsRoot ? "0:0" : before.User is { Length: > 0 } user ? user : null;

    public bool IsFull => Commands.Count >= MostReported;

    public StageState State => before with { Files = Files, WorkingDirectory = Directory, Users = Users, Managers = Managers };

    public Variable Lookup(string name)
    {
        if (Variables.TryGetValue(name, out var value))
        {
            return value is null ? Variable.Unknown : Variable.Of(value);
        }

        var outer = Modelling.Variables.Lookup(before, name);
        return name switch
        {
            "PWD" => Directory is null ? Variable.Unknown : Variable.Of(Directory),
            "HOME" when outer.Value is null => before.IsRoot ? Variable.Of("/root") : Variable.Unknown,
            "?" or "@" or "*" or "#" or "$" or "!" or "-" or "0" => Variable.Unknown,
            _ => outer,
        };
    }

    public string? Resolve(string? path) =>
        path is null ? null : path.StartsWith('/') ? Paths.Absolute("/", path) : Directory is null ? null : Paths.Absolute(Directory, path);

    /// <summary>The paths that a word stands for: one, or those that a pattern matches.</summary>
    /// <param name="complete">False: others may be meant too, somewhere below <paramref name="folder"/>.</param>
    public IReadOnlyList<string> PathsOf(Argument argument, out bool complete, out string folder)
    {
        complete = false;
        folder = "/";
        if (Resolve(argument.Text) is not { } path)
        {
            return [];
        }

        if (!argument.IsPattern)
        {
            complete = true;
            folder = path;
            return [path];
        }

        var parts = Paths.Split(path);
        folder = "/" + string.Join('/', parts.TakeWhile(p => !Copying.Wildcards.Has(p)));
        var fuel = 50_000;
        var found = Copying.Wildcards.Expand(Files, path, out complete, ref fuel);
        return [.. found.Where(m => m.Node.IsPresent && !IsHiddenName(m.Path, parts)).Select(m => m.Path)];
    }

    public FileEntry Find(string path) => Files.Find(path);

    public void Disturb(string folder) => Files = Changes.Disturb(Files, folder, By);

    /// <summary>A command of which nothing is known: new and changed files anywhere.</summary>
    public void DisturbAll()
    {
        Disturb("/");
        Users = Users.Opened();
    }

    public void MakeDirectory(string path)
    {
        if (IsCertain)
        {
            Files = Changes.MakeDirectory(Files, path, By, Owner);
        }
        else if (!Find(path).IsPresent)
        {
            Perhaps(path, Node.Directory(By, By.Moment, Owner));
        }
    }

    /// <summary>A file is at the path afterwards, whatever was there.</summary>
    public void Put(string path, Node node)
    {
        if (IsCertain)
        {
            Files = Changes.Put(Files, path, node, By);
        }
        else
        {
            Perhaps(path, node);
        }
    }

    /// <summary>A tree is merged into what is at the path.</summary>
    public void Overlay(string path, Node node)
    {
        var fuel = 500_000;
        Files = Changes.Overlay(Files, path, IsCertain ? node : node with { Existence = Existence.Unknown }, By, ref fuel);
    }

    public Node NewFile(FileText? text = null, int? mode = 0b110_100_100) => new()
    {
        Existence = Existence.Present,
        Kind = EntryKind.File,
        Placed = By.Moment,
        MadeBy = By,
        Mode = mode,
        Owner = Owner,
        Text = text,
    };

    public void Remove(string path) => Files = IsCertain ? Changes.Remove(Files, path, By) : Changes.Doubt(Changes.Adjust(Files, path, Doubtful, By), path, By);

    /// <summary>Anything in the folder may be gone.</summary>
    public void Doubt(string folder) => Files = Changes.Doubt(Files, folder, By);

    public void Adjust(string path, Func<Node, Node> change) => Files = Changes.Adjust(Files, path, IsCertain ? change : node => node.Touched(By), By);

    public void SetModes(string path, ModeChange? change, bool recursive)
    {
        var known = IsCertain ? change : null;
        if (recursive)
        {
            Files = Changes.SetModes(Files, path, known, By);
        }
        else
        {
            Files = Changes.Adjust(Files, path, node => node with { Mode = known?.Of(node.Mode) }, By);
        }
    }

    public void Own(string path, string? owner, bool recursive)
    {
        var known = IsCertain ? owner : null;
        Files = recursive ? Changes.Own(Files, path, known, By) : Changes.Adjust(Files, path, node => node with { Owner = known }, By);
    }

    private void Perhaps(string path, Node node)
    {
        var fuel = 50_000;
        Files = Changes.Overlay(Files, path, node with { Existence = Existence.Unknown }, By, ref fuel);
    }

    private static Node Doubtful(Node node) => node with { Existence = Existence.Unknown };

    /// <summary>A star does not match names that begin with a dot.</summary>
    private static bool IsHiddenName(string path, string[] pattern) => Paths.Name(path).StartsWith('.') && pattern.Length > 0 && !pattern[^1].StartsWith('.');
}
