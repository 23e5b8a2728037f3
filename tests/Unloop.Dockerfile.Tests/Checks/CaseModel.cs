using System.Text;
using Unloop.Dockerfile.Ignoring;
using Unloop.Dockerfile.Modelling;
using Unloop.Dockerfile.Modelling.Bases;
using Unloop.Dockerfile.Syntax;

namespace Unloop.Dockerfile.Tests.Checks;

/// <summary>Makes the model of a case.</summary>
internal static class CaseModel
{
    public static BuildModel Of(CaseFile file)
    {
        var document = DockerfileDocument.Parse(file.Dockerfile);
        Assert.True(document.Errors.Count == 0, $"{file.Path}: {string.Join("; ", document.Errors)}");
        var options = new BuildOptions
        {
            Target = Option(file, "target"),
            Platform = Option(file, "platform"),
            BuildArgs = file.Options.Where(o => o.Name == "build-arg").Select(o => o.Value.Split('=', 2)).ToDictionary(p => p[0], p => p[1]),
        };
        return BuildModel.Of(document, Context(file), new Bases(file), options);
    }

    public static IBaseImages BasesOf(CaseFile file) => new Bases(file);

    private static string? Option(CaseFile file, string name) => file.Options.Where(o => o.Name == name).Select(o => o.Value).LastOrDefault();

    private static BuildContext? Context(CaseFile file)
    {
        if (file.Context == "none")
        {
            return null;
        }

        var ignore = file.Entries.SingleOrDefault(e => e.Path == ".dockerignore")?.Text is { } text ? IgnoreFile.Parse(text) : null;
        var files = file.Entries.Select(e => new ContextFile
        {
            Path = e.Path,
            Kind = e.Kind switch { CaseFile.EntryKind.Directory => EntryKind.Directory, CaseFile.EntryKind.Link => EntryKind.Symlink, _ => EntryKind.File },
            Size = e.Size,
            Executable = e.Kind == CaseFile.EntryKind.File ? e.Executable : null,
            Head = e.Text,
            FirstBytes = e.FirstBytes ?? (e.Text is { } head ? Encoding.UTF8.GetBytes(head).Take(64).ToArray() : []),
            Target = e.Target,
        });
        return new BuildContext(files, file.Context == "complete", ignore);
    }

    /// <summary>What the case says of an image goes before what its name says.</summary>
    private sealed class Bases(CaseFile file) : IBaseImages
    {
        public BaseImage Find(string reference, string? platform)
        {
            var known = KnownImages.Instance.Find(reference, platform);
            return file.Bases.FirstOrDefault(b => b.Name == reference) is { } said ? With(known, said) : known;
        }

        private static BaseImage With(BaseImage known, CaseFile.Base said)
        {
            string? One(string name) => said.Facts.Where(f => f.Name == name).Select(f => f.Value).LastOrDefault();
            IReadOnlyList<string>? Words(string name) => One(name) is { } json ? System.Text.Json.JsonDocument.Parse(json).RootElement.EnumerateArray().Select(e => e.GetString()!).ToList() : null;
            var configuration = (known.Configuration ?? new ImageConfiguration()) with { };
            configuration = configuration with
            {
                User = One("user") ?? configuration.User,
                WorkingDirectory = One("workdir") ?? configuration.WorkingDirectory,
                Entrypoint = Words("entrypoint") ?? configuration.Entrypoint,
                Cmd = Words("cmd") ?? configuration.Cmd,
                Env = [.. said.Facts.Where(f => f.Name == "env").Select(f => f.Value), .. configuration.Env],
            };
            var traits = One("libc") is { } libc ? known.Traits with { Libc = Enum.Parse<Libc>(libc, ignoreCase: true) } : known.Traits;
            var facts = said.Facts.Where(f => f.Name is "present" or "absent").ToDictionary(f => f.Value, f => f.Name == "present" ? Existence.Present : Existence.Absent);
            return new BaseImage(known.Reference, BaseKnowledge.Image, configuration, path => facts.TryGetValue(path, out var existence) ? existence : known.Find(path), traits, known.KindOf, known.LinkTarget);
        }
    }
}
