using System.Text.Json;
using System.Text.Json.Serialization;

namespace Unloop.Core;

/// <summary>
/// Why a container does not run. A closed list: the first 48 are kinds of crash loop, the last four are relatives that are met on the way.
/// The token in reports and signature files is the name in kebab case (<c>oom-limit</c>).
/// </summary>
[JsonConverter(typeof(KebabEnumConverter<Category>))]
public enum Category
{
    MissingModule,
    MissingFile,
    CommandNotFound,
    NotExecutable,
    ExecFormat,
    ScriptFormat,
    FilePermission,
    ReadOnlyFilesystem,
    RunAsNonRoot,
    MissingPrivilege,
    PrivilegedPort,
    PortInUse,
    OomLimit,
    HeapExhausted,
    MissingEnv,
    BadEnvValue,
    MissingConfigmapOrSecret,
    ConfigSyntax,
    BadFlag,
    DependencyUnreachable,
    DnsFailure,
    AuthFailure,
    TlsCertificate,
    RbacForbidden,
    MissingCrdOrApi,
    ApiServerUnreachable,
    ProbeKill,
    ExitsZero,
    SidecarOrdering,
    MountShadowsFiles,
    MountFailure,
    DataDirNotEmpty,
    DataCorrupt,
    DataVersionIncompatible,
    LockHeld,
    KernelLimits,
    Sysctl,
    SecurityProfile,
    SharedLibrary,
    CpuInstructionSet,
    MigrationFailure,
    LicenseOrClock,
    DiskFull,
    DnsLoop,
    HostPrerequisite,
    ClusterMembership,
    AppBug,
    NetworkConfig,
    ImagePull,
    Unschedulable,
    VolumePending,
    NotReady,
}

/// <summary>The tokens of <see cref="Category"/>, both ways.</summary>
public static class Categories
{
    private static readonly string[] Tokens =
        [.. Enum.GetNames<Category>().Select(JsonNamingPolicy.KebabCaseLower.ConvertName)];

    public static IReadOnlyList<string> AllTokens => Tokens;

    public static string Token(this Category category) => Tokens[(int)category];

    public static bool TryParse(string token, out Category category)
    {
        var index = Array.IndexOf(Tokens, token);
        category = index < 0 ? default : (Category)index;
        return index >= 0;
    }
}
