namespace Unloop.Kubernetes.Kubeconfig;

/// <summary>Several kubeconfig files as one, as kubectl does it: the first file to set a value or an entry wins, whole entries at a time.</summary>
internal sealed class MergedKubeconfig
{
    private readonly Dictionary<string, Sourced<ClusterEntry>> _clusters = [];
    private readonly Dictionary<string, Sourced<UserEntry>> _users = [];
    private readonly Dictionary<string, Sourced<ContextEntry>> _contexts = [];
    private readonly List<string> _files = [];

    public string? CurrentContext { get; private set; }
    public IReadOnlyList<string> Files => _files;
    public IReadOnlyDictionary<string, Sourced<ClusterEntry>> Clusters => _clusters;
    public IReadOnlyDictionary<string, Sourced<UserEntry>> Users => _users;
    public IReadOnlyDictionary<string, Sourced<ContextEntry>> Contexts => _contexts;

    public void Add(string path, KubeconfigFile file)
    {
        _files.Add(path);
        CurrentContext ??= string.IsNullOrEmpty(file.CurrentContext) ? null : file.CurrentContext;
        foreach (var (name, cluster) in file.Clusters ?? [])
        {
            _clusters.TryAdd(name ?? "", new(cluster ?? new(), path));
        }

        foreach (var (name, user) in file.Users ?? [])
        {
            _users.TryAdd(name ?? "", new(user ?? new(), path));
        }

        foreach (var (name, context) in file.Contexts ?? [])
        {
            _contexts.TryAdd(name ?? "", new(context ?? new(null, null, null), path));
        }
    }
}

/// <summary>An entry and the file it stands in, to which its relative paths are relative.</summary>
internal sealed record Sourced<T>(T Entry, string File)
{
    public string Resolve(string path) => Path.IsPathFullyQualified(path) ? path : Path.GetFullPath(path, Path.GetDirectoryName(Path.GetFullPath(File))!);
}
