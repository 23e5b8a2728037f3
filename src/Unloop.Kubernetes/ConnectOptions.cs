using Unloop.Engine.Machine;

namespace Unloop.Kubernetes;

/// <summary>Which cluster, and as whom: what the user's flags and environment say about it.</summary>
public sealed record ConnectOptions
{
    /// <summary><c>--kubeconfig</c>.</summary>
    public string? KubeconfigPath { get; init; }

    /// <summary><c>--context</c>.</summary>
    public string? Context { get; init; }

    /// <summary>The variables that decide: <c>KUBECONFIG</c>, <c>HOME</c>, <c>KUBERNETES_SERVICE_HOST</c>, <c>HTTPS_PROXY</c>, …</summary>
    public IReadOnlyDictionary<string, string> Environment { get; init; } = new Dictionary<string, string>();

    /// <summary>Follows <c>unloop/</c> in the <c>User-Agent</c>.</summary>
    public string Version { get; init; } = "dev";

    /// <summary>How long one call may take until its headers arrive.</summary>
    public TimeSpan CallTimeout { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>How long one call may take altogether, its body included.</summary>
    public TimeSpan TransferTimeout { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>How long a credential plugin may take; it may have to ask a person.</summary>
    public TimeSpan PluginTimeout { get; init; } = TimeSpan.FromMinutes(2);

    /// <summary>Whom to trust where the kubeconfig names no authority; null: whom the runtime finds.</summary>
    public IMachineRoots? Roots { get; init; }

    internal string? Variable(string name) => Environment.TryGetValue(name, out var value) && value.Length > 0 ? value : null;
}
