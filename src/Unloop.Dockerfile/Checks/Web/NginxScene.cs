using Unloop.Dockerfile.Checks.Launching;
using Unloop.Dockerfile.Modelling;
using Unloop.Dockerfile.Modelling.Files;

namespace Unloop.Dockerfile.Checks.Web;

/// <summary>nginx's own image, starting nginx as it does by itself.</summary>
internal sealed record NginxScene(StageModel Stage, StageState State)
{
    public const string MainPath = "/etc/nginx/nginx.conf";

    /// <summary>What the image has in /etc/nginx, and what builds with more modules add.</summary>
    private static readonly string[] Own = ["conf.d", "fastcgi_params", "fastcgi.conf", "koi-utf", "koi-win", "mime.types", "modules", "nginx.conf", "scgi_params", "templates", "uwsgi_params", "win-utf", "njs"];

    private const string Folder = "/etc/nginx/conf.d";

    public bool IsUnprivileged => Stage.Base.Reference.Contains("unprivileged", StringComparison.Ordinal);

    /// <summary>The main file, where the Dockerfile brings its own.</summary>
    public FileEntry? Main => State.Files.Find(MainPath) is { IsPresent: true, Copied: not null, MadeBy.Instruction: not null, Text.Whole: not null } file ? file : null;

    /// <summary>The files of conf.d that the Dockerfile brings and the image's own main file includes.</summary>
    public IEnumerable<FileEntry> Included =>
        State.Files.List(Folder).Names.Where(n => n.EndsWith(".conf", StringComparison.Ordinal)).Select(n => State.Files.Find(Paths.Join(Folder, n)))
            .Where(f => f is { IsPresent: true, Copied: not null, MadeBy.Instruction: not null, Text.Whole: not null });

    /// <summary>Absent, or below /etc/nginx in a folder that the image does not have.</summary>
    public bool Lacks(string path) =>
        State.Files.Find(path) is var file && (file.IsAbsent || (file is { Existence: Existence.Unknown, MadeBy.Kind: OriginKind.Base } && path.StartsWith("/etc/nginx/", StringComparison.Ordinal) && !Own.Contains(path.Split('/')[3])));

    public static NginxScene? Of(BuildModel model)
    {
        if (model.FirstFailure is not null || model.Target is not { } stage)
        {
            return null;
        }

        var image = stage.Base.Reference.Split('/')[^1].Split(':', '@')[0];
        if (image is not ("nginx" or "nginx-unprivileged"))
        {
            return null;
        }

        var own = Launch.Of(model)?.OwnParts.ToList() ?? [];
        var startsNginx = own.All(p => p.Words.Any(w => Names.Base(w) == "nginx") && !p.Words.Contains("-c") && !p.Words.Contains("-p"));
        return startsNginx || own.Count == 0 ? new NginxScene(stage, stage.End) : null;
    }
}
