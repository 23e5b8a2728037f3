using System.Text;
using Unloop.Dockerfile.Ignoring;
using Unloop.Dockerfile.Modelling;
using Unloop.Dockerfile.Modelling.Bases;
using Unloop.Dockerfile.Syntax;

namespace Unloop.Dockerfile.Tests.Modelling;

/// <summary>A Dockerfile and its context in a few words.</summary>
internal static class Build
{
    public static BuildModel Of(string dockerfile, params (string Path, string Text)[] files) => With(dockerfile, Context(files));

    public static BuildModel With(string dockerfile, BuildContext? context, BuildOptions? options = null, IBaseImages? bases = null) =>
        BuildModel.Of(DockerfileDocument.Parse(dockerfile), context, bases, options);

    public static BuildContext Context(params (string Path, string Text)[] files) => new(files.Select(File));

    public static BuildContext Context(string ignore, params (string Path, string Text)[] files) => new(files.Select(File), true, IgnoreFile.Parse(ignore));

    public static ContextFile File((string Path, string Text) file) => new()
    {
        Path = file.Path,
        Size = Encoding.UTF8.GetByteCount(file.Text),
        Executable = false,
        Head = file.Text,
        FirstBytes = Encoding.UTF8.GetBytes(file.Text),
    };

    /// <summary>At the end of the target.</summary>
    public static FileEntry At(this BuildModel model, string path) => model.Target!.End.Files.Find(path);

    public static StepModel Step(this BuildModel model, string keyword, int index = 0) => model.Stages.SelectMany(s => s.Steps).Where(s => s.Instruction.Keyword == keyword).ElementAt(index);
}
