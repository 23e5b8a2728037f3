using System.Text;
using Unloop.Core.Facts;
using Unloop.Engine.Machine;
using Unloop.Kubernetes.Api;

namespace Unloop.Kubernetes.Kubeconfig;

/// <summary>The settings that a pod finds in its own file system.</summary>
internal sealed class InCluster(ConnectOptions options, IFileReader files, TimeProvider time)
{
    private const string Folder = "/var/run/secrets/kubernetes.io/serviceaccount/";
    private const int Limit = 4 << 20;

    /// <summary>Null when this process is not in a pod, or (with a problem) when its service account is not mounted.</summary>
    public ConnectionSettings? Resolve(List<Problem> problems)
    {
        if (options.Variable("KUBERNETES_SERVICE_HOST") is not { } host || options.Variable("KUBERNETES_SERVICE_PORT") is not { } port)
        {
            return null;
        }

        var authority = files.Read(Folder + "ca.crt", Limit);
        var address = host.Contains(':', StringComparison.Ordinal) ? $"https://[{host}]:{port}" : $"https://{host}:{port}";
        if (authority.Failure is { } failure)
        {
            problems.Add(new(ProblemKind.BadInput, $"No kubeconfig, and in this pod {Folder}ca.crt {failure}; is automountServiceAccountToken off?"));
            return null;
        }

        if (!Uri.TryCreate(address, UriKind.Absolute, out var server) || !ClientCertificates.TryParseBundle(Encoding.UTF8.GetString(authority.Content.Span), out var bundle))
        {
            problems.Add(new(ProblemKind.BadInput, $"This pod's service account is not usable: {address} with {Folder}ca.crt."));
            return null;
        }

        var space = files.Read(Folder + "namespace", Limit);
        return new()
        {
            Server = server,
            Authorities = bundle,
            Proxy = EnvironmentProxy.For(server, options.Variable),
            Credentials = new TokenFileCredentials(Folder + "token", null, files, time),
            DefaultNamespace = space.Failure is null && space.Content.Length > 0 ? Encoding.UTF8.GetString(space.Content.Span).Trim() : "default",
        };
    }
}
