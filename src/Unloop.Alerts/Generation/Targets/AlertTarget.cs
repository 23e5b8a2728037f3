namespace Unloop.Alerts.Generation.Targets;

/// <summary>A way to write alerts down: each is a class, and a line in <see cref="TargetList"/>.</summary>
public abstract class AlertTarget
{
    /// <summary>As it is typed.</summary>
    public abstract string Name { get; }

    /// <summary>What its files are, for the help.</summary>
    public abstract string Writes { get; }

    /// <summary>Why nothing useful can be written, one sentence each.</summary>
    public virtual IReadOnlyList<string> Mistakes(AlertRequest request) => [];

    /// <summary>Pure: the same request gives the same bytes.</summary>
    public abstract Generated Write(AlertRequest request, IReadOnlyList<Alert> alerts);

    /// <summary>What to do with the files, as it is typed.</summary>
    /// <param name="folder">Where they are.</param>
    public abstract IReadOnlyList<string> Next(string folder, Generated generated);

    /// <summary>The line by which a file is known again, see <see cref="FileMark"/>.</summary>
    protected static string Mark(AlertRequest request) => $"{FileMark.Command}, for {request.Scope.Words}";
}

/// <param name="Notes">What the target cannot do or see, and what it needs; one sentence each.</param>
public sealed record Generated(IReadOnlyList<GeneratedFile> Files, IReadOnlyList<string> Notes);
