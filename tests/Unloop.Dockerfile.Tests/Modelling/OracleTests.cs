using CsCheck;
using Unloop.Dockerfile.Modelling;
using Unloop.Dockerfile.Modelling.Files;
using Unloop.Tests;

namespace Unloop.Dockerfile.Tests.Modelling;

/// <summary>For what a plain file system can carry out too, the model must come to the same.</summary>
public class OracleTests
{
    private static readonly string[] ContextFiles = ["a", "b/c", "b/d/e", "f/a", "f/b/c"];

    private static readonly string[] Universe =
        [.. from first in (string[])["/w", "/x", "/w/b", "/w/x", "/x/b"] from rest in (string[])["", "/a", "/b", "/c", "/d", "/e", "/x", "/b/c", "/b/d", "/b/d/e", "/f/a", "/x/a", "/x/b"] select first + rest];

    private static readonly Gen<string> Target = Gen.OneOf<string>("/w", "/x", "/w/b", "/w/x", "/x/b", "/w/x/a", "/x/a", "b", "x", "x/b", ".", "a", "../x");

    private static readonly Gen<string> Line = Gen.OneOf<string>(
        Gen.Select(Gen.OneOf<string>("a", "b", "b/d", "f", ".", "f/b/c", "zz"), Target, Gen.OneOf<string>("", "/"), (s, t, slash) => $"COPY {s} {t}{slash}"),
        Target.Select(t => $"WORKDIR {t}"),
        Target.Select(t => $"RUN mkdir -p {t}"),
        Target.Select(t => $"RUN mkdir {t}"),
        Target.Select(t => $"RUN touch {t}"),
        Target.Select(t => $"RUN rm -rf {t}"),
        Gen.Select(Target, Target, (s, t) => $"RUN cp -r {s} {t}"),
        Gen.Select(Target, Target, (s, t) => $"RUN cp {s} {t}"),
        Gen.Select(Target, Target, (s, t) => $"RUN mv {s} {t}"));

    [Fact]
    public void The_model_agrees_with_a_plain_file_system() => Line.List[1, 12].ForAll(Compare, cases: 4_000);

    private static void Compare(List<string> lines)
    {
        var model = Build.Of("FROM alpine:3.19\n" + string.Join('\n', lines), [.. ContextFiles.Select(f => (f, "text"))]);
        var context = new NaiveFiles();
        foreach (var file in ContextFiles)
        {
            context.MakeDirectories(NaiveFiles.Parent("/" + file));
            context.Write("/" + file);
        }

        var files = new NaiveFiles();
        files.MakeDirectories("/usr");
        var folder = "/";
        for (var i = 0; i < lines.Count; i++)
        {
            var step = model.Stages[0].Steps[i];
            if (RemovesItsFolder(lines[i], folder))
            {
                return;
            }

            if (!Carry(files, context, lines[i], ref folder))
            {
                Assert.True(step.Outcome.Kind != Outcome.Succeeds || lines[i].StartsWith("WORKDIR", StringComparison.Ordinal) || IsConflict(lines[i]), $"succeeds: {lines[i]}\n{string.Join('\n', lines)}");
                return;
            }

            Assert.False(step.Outcome.IsFailure, $"{step.Outcome.Reason}: {lines[i]}\n{string.Join('\n', lines)}");
        }

        foreach (var path in Universe)
        {
            var entry = model.At(path);
            var expected = files.Has(path) ? Existence.Present : Existence.Absent;
            Assert.True(entry.Existence == expected, $"{path} is {entry.Existence}, not {expected}\n{string.Join('\n', lines)}");
            Assert.True(!files.Has(path) || entry.Kind == (files.IsDirectory(path) ? EntryKind.Directory : EntryKind.File), $"{path} is a {entry.Kind}\n{string.Join('\n', lines)}");
        }
    }

    /// <summary>A file where a directory should be, or the reverse: builders differ, and the model does not look for it.</summary>
    private static bool IsConflict(string line) => line.StartsWith("COPY", StringComparison.Ordinal) && !line.StartsWith("COPY zz", StringComparison.Ordinal);

    private static bool Carry(NaiveFiles files, NaiveFiles context, string line, ref string folder)
    {
        var words = line.Split(' ');
        var from = folder;
        string At(string word) => Paths.Absolute(from, word)!;
        switch (words)
        {
            case ["WORKDIR", var path]:
                folder = At(path);
                return files.MakeDirectories(folder);
            case ["COPY", var source, var target]:
                return files.Copy(context, Paths.Absolute("/", source)!, At(target), target.EndsWith('/') || target == ".");
            case ["RUN", "mkdir", "-p", var path]:
                return files.MakeDirectories(At(path));
            case ["RUN", "mkdir", var path]:
                return !files.Has(At(path)) && files.IsDirectory(NaiveFiles.Parent(At(path))) && files.MakeDirectories(At(path));
            case ["RUN", "touch", var path]:
                return files.IsDirectory(At(path)) || files.Write(At(path));
            case ["RUN", "rm", "-rf", var path]:
                files.Remove(At(path));
                return true;
            case ["RUN", "cp", "-r", var source, var target]:
                return files.Transfer(At(source), At(target), recursive: true, moves: false, contents: source == ".");
            case ["RUN", "cp", var source, var target]:
                return files.Transfer(At(source), At(target), recursive: false, moves: false, contents: source == ".");
            default:
                return files.Transfer(At(words[2]), At(words[3]), recursive: true, moves: true, contents: false);
        }
    }

    /// <summary>rm refuses <c>.</c>, and a working directory that was removed is made again by the next RUN, which is not followed here.</summary>
    private static bool RemovesItsFolder(string line, string folder) =>
        line.Split(' ') is ["RUN", "rm" or "mv", .. var words] && Paths.IsWithin(folder, Paths.Absolute(folder, words[0] == "-rf" ? words[1] : words[0])!);
}
