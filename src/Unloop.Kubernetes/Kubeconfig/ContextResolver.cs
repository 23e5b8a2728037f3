using Unloop.Core.Facts;
using Unloop.Core.Text;
using Unloop.Engine.Machine;

namespace Unloop.Kubernetes.Kubeconfig;

/// <summary>
/// Turns the chosen context into settings. Reports everything that is wrong with it at once; a field that Unloop does not know is refused,
/// because ignoring one may mean acting as somebody else, or somewhere else, than the user meant.
/// </summary>
internal sealed class ContextResolver(ConnectOptions options, IFileReader files, IProcessRunner processes, TimeProvider time)
{
    public ConnectionSettings? Resolve(MergedKubeconfig config, List<Problem> problems)
    {
        var where = string.Join(", ", config.Files);
        var name = options.Context ?? config.CurrentContext;
        if (name is null)
        {
            problems.Add(new(ProblemKind.BadInput, $"No current context in {where}; choose one with --context{Known(config.Contexts.Keys)}."));
            return null;
        }

        if (!config.Contexts.TryGetValue(name, out var context))
        {
            problems.Add(new(ProblemKind.BadInput, $"No context '{name}' in {where}{Known([.. NearestNames.Of(name, config.Contexts.Keys), .. config.Contexts.Keys])}."));
            return null;
        }

        var clusterName = context.Entry.Cluster ?? "";
        if (!config.Clusters.TryGetValue(clusterName, out var cluster))
        {
            problems.Add(new(ProblemKind.BadInput, $"Context '{name}' in {context.File} names the cluster '{clusterName}', which no kubeconfig defines."));
        }

        Sourced<UserEntry>? user = null;
        if (context.Entry.User is { Length: > 0 } userName && !config.Users.TryGetValue(userName, out user))
        {
            problems.Add(new(ProblemKind.BadInput, $"Context '{name}' in {context.File} names the user '{userName}', which no kubeconfig defines."));
        }

        if (problems.Count > 0)
        {
            return null;
        }

        var settings = new ClusterResolver(options, files).Resolve(clusterName, cluster!, problems);
        var credentials = user is null
            ? FixedCredentials.Anonymous
            : new UserResolver(options, files, processes, time).Resolve(context.Entry.User!, user, cluster!, settings, problems);
        return problems.Count > 0 || settings is null || credentials is null ? null : settings with
        {
            Credentials = credentials,
            Impersonation = user is null ? [] : UserResolver.Impersonation(user.Entry),
            DefaultNamespace = context.Entry.Namespace is { Length: > 0 } space ? space : "default",
        };
    }

    private static string Known(IEnumerable<string> names)
    {
        var list = string.Join(", ", names.Distinct().Take(5));
        return list.Length > 0 ? $" (there is {list})" : "";
    }
}

/// <summary>Collects what is wrong with one entry, naming file, entry and field.</summary>
internal sealed class EntryProblems(string kind, string name, string file, List<Problem> problems)
{
    public void Bad(string field, string what) => problems.Add(new(ProblemKind.BadInput, $"{file}: {kind} '{name}': {field} {what}."));

    public void Refuse(string field, string why) =>
        problems.Add(new(ProblemKind.Refused, $"{file}: {kind} '{name}': {field} {why}."));

    public void RefuseUnknown(IEnumerable<string>? fields)
    {
        foreach (var field in fields ?? [])
        {
            Refuse(field, "is not known to Unloop, which ignores nothing that may decide where it goes and as whom");
        }
    }
}
