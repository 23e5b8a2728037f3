using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Unloop.Core.Facts;
using Unloop.Images.Content;
using Unloop.Images.Tests.Fakes;

namespace Unloop.Images.Tests.Registry;

public sealed class TlsTests : IDisposable
{
    private static readonly DateTimeOffset From = new(2020, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly DateTimeOffset To = new(2090, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private readonly X509Certificate2 _authority = Authority();
    private readonly X509Certificate2 _server;
    private readonly Reader _trusting = new() { Options = new() { CertificateAuthority = "/ca.pem" } };

    public TlsTests()
    {
        _server = Server("127.0.0.1");
        _trusting.Files["/ca.pem"] = "# ours\n" + _authority.ExportCertificatePem();
    }

    public void Dispose()
    {
        _trusting.Dispose();
        _authority.Dispose();
        _server.Dispose();
    }

    private static X509Certificate2 Authority()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=Our own authority", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        return request.CreateSelfSigned(From, To);
    }

    private X509Certificate2 Server(string address)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddIpAddress(IPAddress.Parse(address));
        var request = new CertificateRequest("CN=registry", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(names.Build());
        using var certificate = request.Create(_authority, From, To, [1, 2, 3]);
        using var withKey = certificate.CopyWithPrivateKey(key);
        return X509CertificateLoader.LoadPkcs12(withKey.Export(X509ContentType.Pkcs12), null);
    }

    [Fact]
    public async Task An_authority_of_the_users_own_is_trusted_when_it_is_named()
    {
        await using var registry = new FakeRegistry(_server);
        registry.Image(["1.0"]);

        await using var image = await _trusting.OpenAsync($"{registry.Host}/team/web:1.0");

        Assert.Equal("layer of linux/amd64", await Reader.LayerAsync(image));
    }

    [Fact]
    public async Task Without_it_the_message_names_the_flag_and_plain_HTTP_is_not_tried()
    {
        await using var registry = new FakeRegistry(_server);
        using var reader = new Reader();

        var problem = await reader.FailAsync($"{registry.Host}/team/web:1.0");

        Assert.Equal(new Problem(ProblemKind.Unreachable, $"TLS with {registry.Host} failed: its certificate is signed by 'CN=Our own authority', for whom nobody on this machine vouches; name the authority's file with --ca."), problem);
    }

    [Fact]
    public async Task A_certificate_for_another_host_is_refused_whoever_signed_it()
    {
        using var other = Server("127.0.0.2");
        await using var registry = new FakeRegistry(other);

        Assert.Contains("its certificate is not for 127.0.0.1 but for 127.0.0.2", (await _trusting.FailAsync($"{registry.Host}/team/web:1.0")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_redirect_out_of_TLS_is_not_followed()
    {
        await using var registry = new FakeRegistry(_server);
        registry.Image(["1.0"]);
        await using var storage = new FakeServer(_ => Reply.Of(200, "layer of linux/amd64"));
        registry.Fault = seen => seen.Path.EndsWith(FakeRegistry.Digest("layer of linux/amd64"u8.ToArray()), StringComparison.Ordinal) ? Reply.Of(307, "", ("Location", storage.Address)) : null;
        await using var image = await _trusting.OpenAsync($"{registry.Host}/team/web:1.0");

        var error = await Assert.ThrowsAsync<ContentException>(() => Reader.LayerAsync(image));

        Assert.Equal(ProblemKind.Refused, error.Kind);
        Assert.Empty(storage.Requests);
    }

    [Fact]
    public void A_registry_without_TLS_elsewhere_is_answered_with_the_flag() =>
        Assert.Equal(
            "TLS with r.example.com failed (x); if it is meant to be without TLS, say --plain-http r.example.com.",
            Images.Registry.NetworkFailure.Explain(new HttpRequestException(HttpRequestError.SecureConnectionError, "x"), "r.example.com", null).Message);

    [Fact]
    public async Task The_machines_own_authorities_are_those_that_it_is_said_to_have()
    {
        await using var registry = new FakeRegistry(_server);
        registry.Image(["1.0"]);
        using var reader = new Reader { Options = new() { Roots = new Roots([_authority]) } };

        await using var image = await reader.OpenAsync($"{registry.Host}/team/web:1.0");

        Assert.NotNull(image.Digest);
    }

    private sealed class Roots(X509Certificate2Collection roots) : Engine.Machine.IMachineRoots
    {
        public X509Certificate2Collection Load() => roots;
    }

    [Theory]
    [InlineData(null, "--ca /ca.pem does not exist.")]
    [InlineData("no certificate", "--ca /ca.pem holds no certificate in PEM form.")]
    public async Task A_file_that_holds_no_certificate_is_refused(string? content, string message)
    {
        using var reader = new Reader { Options = new() { CertificateAuthority = "/ca.pem" } };
        if (content is not null)
        {
            reader.Files["/ca.pem"] = content;
        }

        Assert.Equal(new Problem(ProblemKind.BadInput, message), await reader.FailAsync("localhost:1/web"));
    }
}
