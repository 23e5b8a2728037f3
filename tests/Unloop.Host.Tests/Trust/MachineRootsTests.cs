using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Unloop.Engine.Machine;
using Unloop.Host.Processes;
using Unloop.Host.Trust;

namespace Unloop.Host.Tests.Trust;

public sealed class MachineRootsTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory().FullName;

    [Fact]
    public void The_first_bundle_that_exists_is_read_whole()
    {
        var first = Write("first.pem", Authority("one") + "\n# a comment\n" + Authority("two"));
        var second = Write("second.pem", Authority("three"));

        Assert.Equal(["CN=one", "CN=two"], Subjects(new([], [Path.Combine(_folder, "absent.pem"), first, second], [])));
    }

    [Fact]
    public void What_cannot_be_parsed_vouches_for_nobody_and_hides_nobody()
    {
        var bundle = Write("bundle.pem", "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n" + Authority("good") + "-----BEGIN CERTIFICATE-----\nnot base64");

        Assert.Equal(["CN=good"], Subjects(new([], [bundle], [])));
    }

    [Fact]
    public void The_users_variables_go_before_the_distributions_places()
    {
        var bundle = Write("bundle.pem", Authority("distribution"));
        var named = Write("named.pem", Authority("named"));
        var folder = Directory.CreateDirectory(Path.Combine(_folder, "certs")).FullName;
        File.WriteAllText(Path.Combine(folder, "one.crt"), Authority("in-folder"));

        Assert.Equal(["CN=named"], Subjects(new([new("SSL_CERT_FILE", named)], [bundle], [])));
        Assert.Equal(["CN=distribution", "CN=in-folder"], Subjects(new([new("SSL_CERT_DIR", folder)], [bundle], [])));
    }

    [Fact]
    public void Without_a_bundle_the_folders_are_read()
    {
        File.WriteAllText(Path.Combine(_folder, "a.0"), Authority("hashed"));

        Assert.Equal(["CN=hashed"], Subjects(new([], [], ["/nowhere", _folder])));
    }

    [Fact]
    public async Task Programs_that_are_started_later_see_the_users_own_variables()
    {
        MachineRoots.TakeOver();
        var command = new ProcessCommand { Program = "sh", Arguments = ["-c", "echo \"${SSL_CERT_FILE-unset} ${SSL_CERT_DIR-unset}\""], Timeout = TimeSpan.FromMinutes(5) };

        var result = await new ProcessRunner(TimeProvider.System).RunAsync(command, TestContext.Current.CancellationToken);

        var own = HostEnvironment.Variables();
        Assert.Equal($"{own.GetValueOrDefault("SSL_CERT_FILE", "unset")} {own.GetValueOrDefault("SSL_CERT_DIR", "unset")}\n", result.Output);
        Assert.DoesNotContain("/dev/null", result.Output, StringComparison.Ordinal);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private static IEnumerable<string> Subjects(Places places) =>
        new MachineRoots(places.Environment.ToDictionary(StringComparer.Ordinal), places.Bundles, places.Folders).Load()!.Select(c => c.Subject).Order(StringComparer.Ordinal);

    private string Write(string name, string text)
    {
        var path = Path.Combine(_folder, name);
        File.WriteAllText(path, text);
        return path;
    }

    private static string Authority(string name)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var certificate = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256)
            .CreateSelfSigned(DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch.AddYears(100));
        return certificate.ExportCertificatePem() + "\n";
    }

    private sealed record Places(KeyValuePair<string, string>[] Environment, string[] Bundles, string[] Folders);
}
