using Unloop.Core.Facts;
using Unloop.Kubernetes.Kubeconfig;
using Unloop.Kubernetes.Tests.Fakes;
using Unloop.Tests;

namespace Unloop.Kubernetes.Tests.Kubeconfig;

public sealed class KubeconfigTests
{
    private const string One = """
        apiVersion: v1
        kind: Config
        current-context: red
        contexts:
        - {name: red, context: {cluster: c1, user: u1, namespace: shop}}
        clusters:
        - {name: c1, cluster: {server: "https://one.example.org/k8s/clusters/c-1/"}}
        users:
        - {name: u1, user: {token: first}}
        """;

    private const string Two = """
        current-context: blue
        contexts:
        - {name: blue, context: {cluster: c2, user: u1}}
        clusters:
        - {name: c1, cluster: {server: "https://elsewhere.example.org"}}
        - {name: c2, cluster: {server: "https://two.example.org"}}
        users:
        - {name: u1, user: {token: second, as: admin}}
        """;

    [Fact]
    public async Task The_first_file_to_set_a_value_or_an_entry_wins_and_entries_are_not_mixed()
    {
        var files = new FakeFiles { ["/a"] = One, ["/b"] = Two };

        var settings = Resolve(new() { Context = "blue", Environment = KubeconfigVariable("/missing", "/a", "/b") }, files);

        Assert.Equal("https://two.example.org/", settings.Server.AbsoluteUri);
        Assert.Equal("Bearer first", await HeaderAsync(settings));
        Assert.Empty(settings.Impersonation);
        Assert.Equal("default", settings.DefaultNamespace);
        Assert.Equal(("c1", "shop"), Resolve(new() { Environment = KubeconfigVariable("/a", "/b") }, files) is var first ? (first.ClusterName, first.DefaultNamespace) : default);
    }

    [Fact]
    public void A_file_named_by_flag_stands_alone_and_must_exist()
    {
        var files = new FakeFiles { ["/a"] = One };

        Assert.Equal("The kubeconfig /b does not exist.", Assert.Single(Problems(new() { KubeconfigPath = "/b", Environment = KubeconfigVariable("/a") }, files)).Message);
    }

    [Fact]
    public void Without_any_kubeconfig_the_places_that_were_looked_at_are_told() =>
        Assert.Equal("No kubeconfig at /home/me/.kube/config: name one with --kubeconfig, or look at files with --from.", Assert.Single(Problems(new() { Environment = Home }, new())).Message);

    [Fact]
    public async Task In_a_pod_its_service_account_is_used_and_its_token_read_again()
    {
        const string folder = "/var/run/secrets/kubernetes.io/serviceaccount/";
        var time = new ManualTime();
        var files = new FakeFiles { [folder + "ca.crt"] = Certificates.Authority, [folder + "token"] = "t1\n", [folder + "namespace"] = "tools" };
        var options = new ConnectOptions { Environment = new Dictionary<string, string> { ["KUBERNETES_SERVICE_HOST"] = "fd00::1", ["KUBERNETES_SERVICE_PORT"] = "443" } };

        var settings = new InCluster(options, files, time).Resolve([])!;

        Assert.Equal(("https://[fd00::1]/", "tools"), (settings.Server.AbsoluteUri, settings.DefaultNamespace));
        Assert.Equal("Bearer t1", await HeaderAsync(settings));
        files[folder + "token"] = "t2";
        Assert.Equal("Bearer t1", await HeaderAsync(settings));
        time.Advance(TimeSpan.FromMinutes(2));
        Assert.Equal("Bearer t2", await HeaderAsync(settings));
    }

    [Fact]
    public async Task Relative_paths_belong_to_the_folder_of_their_kubeconfig()
    {
        var files = new FakeFiles { ["/conf/sub/config"] = Config("{tokenFile: ../token}"), ["/conf/token"] = "abc" };

        Assert.Equal("Bearer abc", await HeaderAsync(Resolve(new() { KubeconfigPath = "/conf/sub/config" }, files)));
    }

    [Fact]
    public async Task A_name_and_password_become_a_basic_header() =>
        Assert.Equal("Basic amFuZTpzM2M6cmV0", await HeaderAsync(Resolve(Config("{username: jane, password: 's3c:ret'}"))));

    [Fact]
    public void Impersonation_is_sent_in_headers_and_never_dropped()
    {
        var settings = Resolve(Config("{token: t, as: ops, as-uid: '7', as-groups: [a, b], as-user-extra: {Reason/Why: [x]}}"));

        Assert.Equal(
            ["Impersonate-User ops", "Impersonate-Uid 7", "Impersonate-Group a", "Impersonate-Group b", "Impersonate-Extra-reason%2Fwhy x"],
            settings.Impersonation.Select(h => $"{h.Key} {h.Value}"));
    }

    [Theory]
    [InlineData("{as-groups: [a]}", "is set without as", ProblemKind.BadInput)]
    [InlineData("{auth-provider: {name: oidc}}", "auth-provider is not supported", ProblemKind.Refused)]
    [InlineData("{act-as: admin}", "act-as is not known", ProblemKind.Refused)]
    [InlineData("{token: a, username: b}", "token and username exclude each other", ProblemKind.BadInput)]
    [InlineData("{client-certificate-data: Zm9v}", "client-key is missing", ProblemKind.BadInput)]
    [InlineData("{client-certificate-data: '!!', client-key-data: Zm9v}", "client-certificate-data is not base64", ProblemKind.BadInput)]
    [InlineData("{client-certificate-data: Zm9v, client-key-data: Zm9v}", "are not a certificate and its key", ProblemKind.BadInput)]
    [InlineData("{client-certificate: gone.pem, client-key: gone.key}", "names /conf/gone.pem, which does not exist", ProblemKind.BadInput)]
    [InlineData("{exec: {apiVersion: client.authentication.k8s.io/v1alpha1, command: x}}", "exec.apiVersion is 'client.authentication.k8s.io/v1alpha1'", ProblemKind.Refused)]
    [InlineData("{exec: {apiVersion: client.authentication.k8s.io/v1, command: x}}", "exec.interactiveMode must be one of", ProblemKind.BadInput)]
    [InlineData("{exec: {apiVersion: client.authentication.k8s.io/v1beta1}}", "exec.command is missing", ProblemKind.BadInput)]
    [InlineData("{exec: {apiVersion: client.authentication.k8s.io/v1beta1, command: x, shell: true}}", "exec.shell is not known", ProblemKind.Refused)]
    [InlineData("{token: \"a\\nb\"}", "cannot be sent", ProblemKind.BadInput)]
    public void A_user_entry_that_cannot_be_honoured_names_file_user_and_field(string user, string words, ProblemKind kind)
    {
        var problems = Problems(Config(user));

        Assert.Contains(problems, p => p.Kind == kind && p.Message.Contains(words, StringComparison.Ordinal));
        Assert.All(problems, p => Assert.StartsWith("/conf/config: user 'me': ", p.Message, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("{server: 'https://a', proxy-url: 'ftp://b'}", "proxy-url must begin with", ProblemKind.Refused)]
    [InlineData("{server: 'https://a', proxy-url: 'http://p', tls-server-name: b}", "tls-server-name is not supported through a proxy (p)", ProblemKind.Refused)]
    [InlineData("{server: 'https://a', certificate-authority-data: Zm9v}", "holds no certificate", ProblemKind.BadInput)]
    [InlineData("{server: 'https://a', certificate-authority: ca.crt}", "names /conf/ca.crt, which does not exist", ProblemKind.BadInput)]
    [InlineData("{server: 'https://a', verify: false}", "verify is not known", ProblemKind.Refused)]
    [InlineData("{}", "server is missing", ProblemKind.BadInput)]
    [InlineData("{server: 'ht!tp://'}", "server is no address", ProblemKind.BadInput)]
    public void A_cluster_entry_that_cannot_be_honoured_names_file_cluster_and_field(string cluster, string words, ProblemKind kind)
    {
        var problem = Assert.Single(Problems(Config("{token: t}", cluster)));

        Assert.Equal(kind, problem.Kind);
        Assert.StartsWith("/conf/config: cluster 'lab': ", problem.Message, StringComparison.Ordinal);
        Assert.Contains(words, problem.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Everything_that_is_wrong_with_a_context_is_told_at_once() =>
        Assert.Equal(3, Problems(Config("{act-as: x}", "{server: '', proxy-url: 'ftp://b'}")).Count);

    [Fact]
    public void Entries_of_other_contexts_are_none_of_our_business()
    {
        var config = Config("{token: t}") + "\nextra: 1\n";
        Assert.Empty(Problems(config.Replace("users:", "users:\n- {name: old, user: {auth-provider: {name: gcp}}}", StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData("current-context: x", "No context 'x' in /conf/config.")]
    [InlineData("contexts: [{name: prod, context: {}}]", "No current context in /conf/config; choose one with --context (there is prod).")]
    [InlineData("current-context: prd\ncontexts: [{name: prod, context: {}}]", "No context 'prd' in /conf/config (there is prod).")]
    [InlineData("current-context: a\ncontexts: [{name: a, context: {cluster: b}}]", "Context 'a' in /conf/config names the cluster 'b', which no kubeconfig defines.")]
    [InlineData("a: }", "The kubeconfig /conf/config is not YAML: line 1.")]
    [InlineData("users: 7", "The kubeconfig /conf/config is not understood at $.users.")]
    [InlineData("", "No current context in /conf/config; choose one with --context.")]
    public void A_kubeconfig_that_leads_nowhere_is_one_clear_line(string config, string message) =>
        Assert.Equal(message, Assert.Single(Problems(config)).Message);

    [Fact]
    public void A_credential_in_the_wrong_place_is_not_quoted()
    {
        var problem = Assert.Single(Problems("users: [{name: me, user: {token: [s3cr3t-token]}}]"));

        Assert.DoesNotContain("s3cr3t", problem.Message, StringComparison.Ordinal);
    }

    private static readonly Dictionary<string, string> Home = new() { ["HOME"] = "/home/me" };

    private static Dictionary<string, string> KubeconfigVariable(params string[] paths) => new() { ["KUBECONFIG"] = string.Join(Path.PathSeparator, paths) };

    private static string Config(string user, string cluster = "{server: 'https://a.example.org'}") => $$$"""
        current-context: here
        contexts:
        - {name: here, context: {cluster: lab, user: me}}
        clusters:
        - {name: lab, cluster: {{{cluster}}}}
        users:
        - {name: me, user: {{{user}}}}
        """;

    private static ConnectionSettings Resolve(string config) => Resolve(new() { KubeconfigPath = "/conf/config" }, new FakeFiles { ["/conf/config"] = config });

    private static ConnectionSettings Resolve(ConnectOptions options, FakeFiles files)
    {
        var problems = new List<Problem>();
        var time = new ManualTime();
        var settings = new ContextResolver(options, files, new FakeProcesses(), time).Resolve(new KubeconfigLoader(options, files).Load(problems)!, problems);
        Assert.Empty(problems);
        return settings!;
    }

    private static IReadOnlyList<Problem> Problems(string config) => Problems(new() { KubeconfigPath = "/conf/config" }, new FakeFiles { ["/conf/config"] = config });

    private static IReadOnlyList<Problem> Problems(ConnectOptions options, FakeFiles files)
    {
        var connection = ClusterSource.Create(options, new NoHits(), files, new FakeProcesses(), new ManualTime());
        connection.Source?.Dispose();
        return connection.Problems;
    }

    private static async Task<string?> HeaderAsync(ConnectionSettings settings) =>
        (await settings.Credentials.GetAsync(null, TestContext.Current.CancellationToken)).Credential?.Authorization;
}
