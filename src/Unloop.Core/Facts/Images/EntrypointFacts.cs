using System.Text.Json.Serialization;

namespace Unloop.Core.Facts.Images;

/// <summary>The program that the kubelet would start, followed as far as the kernel would: PATH, script, interpreter, loader, libraries.</summary>
public sealed record EntrypointFacts
{
    /// <summary>The whole command: the pod's command and args over the image's Entrypoint and Cmd, after <c>$(VAR)</c> where the value is known.</summary>
    public required IReadOnlyList<string> Argv { get; init; }

    /// <summary>Where each part comes from: <c>pod command</c>, <c>pod args</c>, <c>image Entrypoint</c>, <c>image Cmd</c>.</summary>
    public IReadOnlyList<string> Origin { get; init; } = [];

    public string? WorkingDir { get; init; }

    /// <summary>The file that argv[0] leads to, after PATH and links; null when there is none.</summary>
    public ImageFile? Program { get; init; }

    /// <summary>The script that an interpreter is asked to run (<c>node server.js</c>, <c>sh -c ./run.sh</c> too where it is plain), when the command names one.</summary>
    public ImageFile? Script { get; init; }

    /// <summary>The user as it comes out: number, and name where the image knows one.</summary>
    public string? User { get; init; }

    /// <summary>Everything that stops it; the first is what the kernel or runtime meets first. Empty: nothing was found that would.</summary>
    public IReadOnlyList<EntrypointTrouble> Troubles { get; init; } = [];
}

/// <param name="Kind">What is wrong.</param>
/// <param name="Subject">The exact thing: a path, library, interpreter, symbol version or user.</param>
/// <param name="Statement">One sentence that says what the image holds, as proof.</param>
public sealed record EntrypointTrouble(EntrypointTroubleKind Kind, string Subject, string Statement);

[JsonConverter(typeof(KebabEnumConverter<EntrypointTroubleKind>))]
public enum EntrypointTroubleKind
{
    /// <summary>There is no command at all.</summary>
    NoCommand,

    /// <summary>argv[0] is in no folder of PATH, or its path does not exist.</summary>
    ProgramMissing,

    /// <summary>argv[0] holds blanks, and its first word would have been found.</summary>
    OneElementCommand,
    ShellBuiltin,
    IsDirectory,
    NotExecutable,

    /// <summary>A folder on the way may not be entered by the user.</summary>
    NotReachable,
    EmptyFile,

    /// <summary>Neither a shebang nor a binary of a known format.</summary>
    NoShebang,

    /// <summary>A byte order mark stands before the shebang.</summary>
    ByteOrderMark,

    /// <summary>The shebang's line ends with CR LF, so that the interpreter's name ends with a CR.</summary>
    CarriageReturn,
    InterpreterMissing,
    WrongArchitecture,
    LoaderMissing,
    LibraryMissing,

    /// <summary>A version of GLIBC or GLIBCXX is required that the image's own library does not have.</summary>
    SymbolVersionMissing,

    /// <summary>The script that the interpreter is given does not exist.</summary>
    ScriptMissing,
    UserUnknown,

    /// <summary>A form that no kernel starts: a Git LFS pointer, a Windows or macOS binary.</summary>
    ForeignFormat,

    /// <summary>The script may not be read by the user.</summary>
    NotReadable,

    /// <summary>The Java archive names no main class.</summary>
    NoMainClass,

    /// <summary>The Java classes or .NET assemblies ask for a newer runtime than the image has.</summary>
    RuntimeTooOld,
}
