using Unloop.Core.Facts.Images;
using Unloop.Images.Files;

namespace Unloop.Images.Inspection.Starting;

/// <summary>Everything that decides what a name in a command means.</summary>
internal sealed record StartContext
{
    /// <summary>What a runtime takes where nobody sets PATH.</summary>
    public const string DefaultPath = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

    /// <summary>With the pod's mounts over them.</summary>
    public required LayeredFiles Files { get; init; }
    public required string WorkingDir { get; init; }
    public required IReadOnlyDictionary<string, string> Environment { get; init; }
    public required ContainerUser User { get; init; }

    /// <summary>Of the machine that runs it, as in OCI; null when it is not known.</summary>
    public string? Architecture { get; init; }

    /// <summary>What a layer's step did, for sentences: <c>RUN rm -rf /app</c>.</summary>
    public required Func<int, string?> StepOf { get; init; }

    public string SearchPath => Environment.GetValueOrDefault("PATH") is { Length: > 0 } path ? path : DefaultPath;

    public static StartContext Of(LayeredFiles files, ImageDocument document, EntrypointQuestion question, ContainerUser user, Func<int, string?> stepOf)
    {
        var environment = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var variable in document.Config.Env)
        {
            var equals = variable.IndexOf('=', StringComparison.Ordinal);
            environment[equals < 0 ? variable : variable[..equals]] = equals < 0 ? "" : variable[(equals + 1)..];
        }

        foreach (var (name, value) in question.Variables)
        {
            environment[name] = value;
        }

        if (question.Path is not null)
        {
            environment["PATH"] = question.Path;
        }

        var workingDir = string.IsNullOrEmpty(question.WorkingDir) ? document.Config.WorkingDir : question.WorkingDir;
        return new StartContext
        {
            Files = files,
            WorkingDir = ImagePaths.Join("/", workingDir ?? ""),
            Environment = environment,
            User = user,
            Architecture = question.Architecture ?? document.Architecture,
            StepOf = stepOf,
        };
    }

    /// <summary>A path as the program would open it.</summary>
    public Task<FileFinding> OpenAsync(string path, CancellationToken cancellationToken) => Files.ResolveAsync(ImagePaths.Join(WorkingDir, path), cancellationToken);

    /// <summary>The end of a sentence that begins with the path: what became of it.</summary>
    public string Fate(FileFinding file) => file.Presence switch
    {
        FilePresence.Deleted => $"was deleted again by {Step(file.DeletedIn)}",
        FilePresence.Dangling when file.Target is { } target => $"leads to {target}, which is not in the image",
        _ => "is not in the image",
    };

    public string Step(int? layer) => layer is { } number ? StepOf(number) is { Length: > 0 } step ? $"\"{step}\" (layer {number})" : $"layer {number}" : "a layer above";
}
