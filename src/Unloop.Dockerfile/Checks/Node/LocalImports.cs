using Unloop.Dockerfile.Checks.Languages;
using Unloop.Dockerfile.Checks.Launching;
using Unloop.Dockerfile.Modelling;
using Unloop.Dockerfile.Modelling.Files;

namespace Unloop.Dockerfile.Checks.Node;

/// <summary>A file of the project that the program asks for by path and that is not in the image.</summary>
internal sealed record LostImport(NodeEntry Entry, ModuleImport Import, string Wanted, string? InContext, string? OtherCase)
{
    private static readonly string[] Endings = ["", ".js", ".json", ".cjs", ".mjs", ".node", "/index.js"];

    public static IEnumerable<LostImport> Of(BuildModel model)
    {
        if (model.FirstFailure is not null || Launch.Of(model) is not { } launch || model.Context is not { } context || NodeStart.InstallsOrBuilds(NodeStart.Of(launch)))
        {
            yield break;
        }

        foreach (var entry in NodeEntry.Of(launch).Where(e => !e.HasHook && e.Text is not null && e.File.Copied is not null))
        {
            foreach (var import in ModuleImports.Of(entry.Text!).Where(i => i.IsRelative))
            {
                if (Paths.Absolute(entry.Folder, import.Specifier) is not { } wanted || NodeEntry.Resolve(launch.State, wanted).Existence != Existence.Absent)
                {
                    continue;
                }

                var source = Paths.Relative(Paths.Join(Paths.Folder("/" + entry.File.Copied!.Path), import.Specifier)) ?? "";
                var candidates = Endings.Select(e => source + e).ToList();
                var here = candidates.FirstOrDefault(c => context.Find(c) is { Kind: EntryKind.File });
                var other = here is null ? context.Files.FirstOrDefault(f => f.Kind == EntryKind.File && candidates.Any(c => c.Equals(f.Path, StringComparison.OrdinalIgnoreCase)))?.Path : null;
                yield return new LostImport(entry, import, wanted, here, other);
            }
        }
    }
}

/// <summary>The context has the file, the image does not.</summary>
internal sealed class LocalFileNotCopied : IRule
{
    public RuleDescription About { get; } = new(
        "local-file-not-copied", Severity.Error,
        "the program asks for a file of its own project that no COPY brings",
        "Error: Cannot find module './routes/users'",
        "Copy the file, or let the ignore file pass it.");

    public IEnumerable<Defect> Check(BuildModel model) =>
        from lost in LostImport.Of(model)
        where lost.InContext is not null
        let at = lost.Entry.Start.Launched.SetBy ?? lost.Entry.File.MadeBy?.Instruction
        where at is not null
        let ignored = model.Context!.IsIgnored(lost.InContext!)
        select About.At(
            at, lost.Import.Specifier,
            $"{lost.Entry.Name} asks for '{lost.Import.Specifier}', which the context has as {lost.InContext}, but {(ignored ? "the ignore file keeps it out" : "no COPY brings it to the image")}.",
            LocalSymptom.Of(lost),
            ignored ? $"Add !{lost.InContext} to the ignore file." : $"Copy {lost.InContext} to {Paths.Folder(lost.Wanted)}/.");
}

/// <summary>The file has the same letters in another case: found on macOS and Windows, not on Linux.</summary>
internal sealed class RequireCaseDiffers : IRule
{
    public RuleDescription About { get; } = new(
        "require-case-differs", Severity.Error,
        "the program asks for a file whose name differs in case",
        "Error: Cannot find module './models/User'",
        "Write the file's name as it is on disk; file names on Linux have case.");

    public IEnumerable<Defect> Check(BuildModel model) =>
        from lost in LostImport.Of(model)
        where lost.OtherCase is not null
        let at = lost.Entry.Start.Launched.SetBy ?? lost.Entry.File.MadeBy?.Instruction
        where at is not null
        select About.At(
            at, lost.Import.Specifier,
            $"{lost.Entry.Name} asks for '{lost.Import.Specifier}', but the file is {lost.OtherCase}, and file names on Linux have case.",
            LocalSymptom.Of(lost));
}

internal static class LocalSymptom
{
    public static string Of(LostImport lost) => lost.Import.IsStatement
        ? $"Error [ERR_MODULE_NOT_FOUND]: Cannot find module '{lost.Wanted}' imported from {lost.Entry.File.Path}"
        : $"Error: Cannot find module '{lost.Import.Specifier}'";
}
