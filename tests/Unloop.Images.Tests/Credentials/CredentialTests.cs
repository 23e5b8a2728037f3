using System.Text;
using CsCheck;
using Unloop.Engine.Machine;
using Unloop.Images.Credentials;
using Unloop.Images.References;
using Unloop.Images.Tests.Fakes;
using Unloop.Tests;

namespace Unloop.Images.Tests.Credentials;

public class CredentialTests
{
    private readonly FakeFiles _files = new();
    private readonly FakeProcesses _processes = new();
    private readonly Dictionary<string, string> _environment = new() { ["HOME"] = "/home/me" };

    private static RegistryAddress Address(string reference)
    {
        Assert.True(ImageReference.TryParse(reference, out var parsed, out _));
        return RegistryRoutes.Create(new(), []).For(parsed);
    }

    private Task<FoundCredentials> FindAsync(string reference, params string[] pullSecrets) =>
        new CredentialFinder(new() { Environment = _environment }, _files, _processes).FindAsync(Address(reference), pullSecrets, TestContext.Current.CancellationToken);

    private async Task<string> PasswordAsync(string reference, params string[] pullSecrets) =>
        string.Join(' ', (await FindAsync(reference, pullSecrets)).Candidates.Select(c => c.IdentityToken ?? c.Password));

    private static string Auth(string pair) => $$"""{"auth":"{{Convert.ToBase64String(Encoding.UTF8.GetBytes(pair))}}"}""";

    [Theory]
    [InlineData("https://index.docker.io/v1/")]
    [InlineData("index.docker.io")]
    [InlineData("docker.io")]
    [InlineData("https://docker.io/v1/")]
    public async Task Docker_Hub_is_found_under_all_its_names(string key)
    {
        _files["/home/me/.docker/config.json"] = $$"""{"auths":{"{{key}}":{{Auth("me:hub")}} } }""";

        Assert.Equal("hub", await PasswordAsync("web"));
        Assert.Equal("", await PasswordAsync("registry.example.com/web"));
    }

    [Fact]
    public async Task A_password_may_hold_colons_and_old_padding()
    {
        _files["/home/me/.docker/config.json"] = $$"""{"auths":{"r.example.com":{{Auth("me:a:b\0\0")}} } }""";

        Assert.Equal("a:b", await PasswordAsync("r.example.com/web"));
    }

    [Fact]
    public async Task Credential_helpers_come_before_the_store_and_that_before_what_is_written()
    {
        _environment["DOCKER_CONFIG"] = "/etc/docker-me";
        _files["/etc/docker-me/config.json"] = $$"""{"auths":{"r.example.com":{{Auth("me:written")}} },"credHelpers":{"r.example.com":"special"},"credsStore":"general"}""";
        _processes["docker-credential-special"] = input => FakeProcesses.Wrote($$"""{"ServerURL":"{{input.Trim()}}","Username":"me","Secret":"from-helper"}""");
        _processes["docker-credential-general"] = _ => FakeProcesses.Wrote("""{"Username":"<token>","Secret":"from-store"}""");

        Assert.Equal("from-helper from-store written", await PasswordAsync("r.example.com/web"));
        Assert.Equal("from-store", await PasswordAsync("other.example.com/web"));
        Assert.Equal(["r.example.com\n", "r.example.com\n", "other.example.com\n"], _processes.Commands.Select(c => c.Input));
        Assert.All(_processes.Commands, c => Assert.Equal("get", Assert.Single(c.Arguments)));
    }

    [Fact]
    public async Task A_helper_is_asked_for_Docker_Hub_under_its_old_address()
    {
        _files["/home/me/.docker/config.json"] = """{"credsStore":"general"}""";
        _processes["docker-credential-general"] = _ => FakeProcesses.Wrote("credentials not found in native keychain\n", 1);

        Assert.Empty((await FindAsync("web")).Notes);
        Assert.Equal("https://index.docker.io/v1/\n", Assert.Single(_processes.Commands).Input);
    }

    [Theory]
    [InlineData("missing", "docker-credential-missing is not installed")]
    [InlineData("failing", "docker-credential-failing ended with exit code 2: keychain is locked")]
    [InlineData("silent", "docker-credential-silent did not answer within 20 seconds")]
    [InlineData("babbling", "docker-credential-babbling did not write a credential as JSON")]
    [InlineData("../evil", "'../evil' is no name of a credential helper")]
    public async Task A_helper_that_does_not_work_is_a_note(string helper, string words)
    {
        _files["/home/me/.docker/config.json"] = $$"""{"credsStore":"{{helper}}"}""";
        _processes["docker-credential-failing"] = _ => FakeProcesses.Wrote("keychain is locked\n", 2);
        _processes["docker-credential-silent"] = _ => new() { End = ProcessEnd.TimedOut };
        _processes["docker-credential-babbling"] = _ => FakeProcesses.Wrote("hello");

        var found = await FindAsync("r.example.com/web");

        Assert.Equal($"/home/me/.docker/config.json names a helper that does not work: {words}", Assert.Single(found.Notes));
        Assert.Empty(found.Candidates);
    }

    [Fact]
    public async Task Podmans_keys_may_hold_a_path_and_the_longest_wins()
    {
        _environment["XDG_RUNTIME_DIR"] = "/run/user/1000";
        _files["/run/user/1000/containers/auth.json"] =
            $$"""{"auths":{"r.example.com":{{Auth("a:host")}},"r.example.com/team":{{Auth("a:team")}},"r.example.com/team/web":{{Auth("a:web")}},"r.example.com/te":{{Auth("a:te")}} } }""";

        Assert.Equal("web team host", await PasswordAsync("r.example.com/team/web"));
        Assert.Equal("team host", await PasswordAsync("r.example.com/team/web2"));
        Assert.Equal("host", await PasswordAsync("r.example.com/tea"));
    }

    [Fact]
    public async Task A_file_that_the_user_names_comes_first_and_pull_secrets_before_all()
    {
        _environment["REGISTRY_AUTH_FILE"] = "/tmp/auth.json";
        _files["/tmp/auth.json"] = $$"""{"auths":{"r.example.com":{{Auth("a:named")}} } }""";
        _files["/home/me/.docker/config.json"] = $$"""{"auths":{"r.example.com":{{Auth("a:docker")}} } }""";

        Assert.Equal("pod named docker", await PasswordAsync("r.example.com/web", $$"""{"auths":{"r.example.com":{{Auth("a:pod")}} } }"""));
    }

    [Theory]
    [InlineData("*.example.com", "r.example.com/web", true)]
    [InlineData("*.example.com", "a.r.example.com/web", false)]
    [InlineData("r?.example.com", "r1.example.com/web", true)]
    [InlineData("*.example.com:5000", "r.example.com/web", false)]
    [InlineData("*.example.com:5000", "r.example.com:5000/web", true)]
    [InlineData("*.example.com/team", "r.example.com/team/web", true)]
    [InlineData("*.example.com/team", "r.example.com/other/web", false)]
    [InlineData("*a*b*.example.com", "xxaxxbxx.example.com/web", true)]
    public async Task Kubernetes_keys_may_hold_wildcards_label_by_label(string key, string reference, bool found) =>
        Assert.Equal(found ? "pod" : "", await PasswordAsync(reference, $$"""{"auths":{"{{key}}":{{Auth("a:pod")}} } }"""));

    [Fact]
    public async Task The_old_form_of_a_pull_secret_is_a_map_of_registries() =>
        Assert.Equal("pod", await PasswordAsync("r.example.com/web", $$"""{"https://r.example.com/v1/":{{Auth("a:pod")}} }"""));

    [Fact]
    public async Task Wildcards_mean_nothing_to_docker()
    {
        _files["/home/me/.docker/config.json"] = $$"""{"auths":{"*.example.com":{{Auth("a:docker")}} } }""";

        Assert.Equal("", await PasswordAsync("r.example.com/web"));
    }

    [Theory]
    [InlineData("{", "is no valid JSON (line 1)")]
    [InlineData("[]", "is no JSON object")]
    [InlineData("""{"auths":{"r.example.com":{"auth":"not base64!"}}}""", "has an entry for r.example.com whose 'auth' is not the base64 form of user:password")]
    public async Task A_broken_file_is_a_note_with_its_name_and_without_its_content(string content, string words)
    {
        _files["/home/me/.docker/config.json"] = content;

        Assert.Equal("/home/me/.docker/config.json " + words, Assert.Single((await FindAsync("r.example.com/web")).Notes));
    }

    [Fact]
    public void No_secret_is_in_the_text_form() =>
        Assert.Equal("config.json", new RegistryCredential { Source = "config.json", Username = "me", Password = "secret", IdentityToken = "secret" }.ToString());

    [Fact]
    public void No_text_makes_the_reader_throw() =>
        Gen.String[Gen.Char["{}[]\":,auths credHelpers\\ud0019"], 0, 60].ForAll(text => { _ = AuthFile.Read(Encoding.UTF8.GetBytes(text), "x", wildcards: true, out _); });
}
