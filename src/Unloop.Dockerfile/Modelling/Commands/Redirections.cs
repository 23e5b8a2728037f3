using Unloop.Dockerfile.Modelling.Files;
using Unloop.Dockerfile.Modelling.Shell;

namespace Unloop.Dockerfile.Modelling.Commands;

/// <summary>Files that a redirection makes.</summary>
internal sealed class Redirections(RunContext run)
{
    /// <param name="text">What is written, where that is known.</param>
    public void Apply(IReadOnlyList<ShellRedirect> redirects, string? text)
    {
        foreach (var redirect in redirects.Where(r => r.Writes))
        {
            var target = WordExpansion.Join(redirect.Target, run.Lookup);
            if (target is "/dev/null" or "/dev/stdout" or "/dev/stderr" || (target?.StartsWith("/dev/fd/", StringComparison.Ordinal) ?? false))
            {
                continue;
            }

            if (run.Resolve(target) is not { } path)
            {
                run.DisturbAll();
                continue;
            }

            var existing = run.Find(path);
            var appends = redirect.Operator is ">>" or "&>>";
            var before = appends ? (existing.IsAbsent ? "" : existing.Text?.Whole) : "";
            var whole = before is not null && text is not null ? new FileText(before + text, true) : null;
            if (appends && !existing.IsAbsent)
            {
                whole = existing.IsPresent ? whole : null;
                run.Put(path, run.NewFile(whole, existing.Mode));
            }
            else
            {
                run.Put(path, run.NewFile(whole, existing.IsPresent ? existing.Mode : 0b110_100_100));
            }
        }
    }
}
