using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Server.Kestrel.Https;
using Unloop.Core.Facts;
using Unloop.Engine;
using Unloop.Kubernetes.Tests.Fakes;
using static Unloop.Kubernetes.Tests.Fakes.Objects;

namespace Unloop.Kubernetes.Tests.Api;

public sealed class TlsTests
{
    private static readonly X509Certificate2 Root = Authority("CN=Test Root", null);
    private static readonly X509Certificate2 Other = Authority("CN=Other Root", null);
    private static readonly X509Certificate2 Intermediate = Authority("CN=Test Intermediate", Root);

    [Fact]
    public async Task The_whole_bundle_is_trusted_and_not_only_its_first_certificate() =>
        Assert.Null(await TryAsync(Leaf(Root), Bundle(Other, Root)));

    [Fact]
    public async Task A_bundle_that_holds_only_the_intermediate_is_enough() =>
        Assert.Null(await TryAsync(Leaf(Intermediate), Bundle(Intermediate)));

    [Fact]
    public async Task A_certificate_of_another_authority_is_refused_and_its_issuer_named() =>
        Assert.Contains("signed by 'CN=Other Root', for whom certificate-authority does not vouch", (await TryAsync(Leaf(Other), Bundle(Root)))!.Message, StringComparison.Ordinal);

    [Fact]
    public async Task Without_an_authority_the_machines_roots_decide()
    {
        var problem = await TryAsync(Leaf(Root), "");

        Assert.Equal(ProblemKind.Unreachable, problem!.Kind);
        Assert.Contains("the machine's roots", problem.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_certificate_for_another_name_is_refused_and_its_names_are_told() =>
        Assert.Contains("not for 127.0.0.1 but for api.example.org", (await TryAsync(Leaf(Root, address: null), Bundle(Root)))!.Message, StringComparison.Ordinal);

    [Fact]
    public async Task The_name_to_expect_may_be_given() =>
        Assert.Null(await TryAsync(Leaf(Root, address: null), Bundle(Root) + ""","tls-server-name":"api.example.org" """));

    [Fact]
    public async Task A_certificate_for_another_name_than_the_given_one_is_refused() =>
        Assert.Contains("not for wrong.example.org but for api.example.org", (await TryAsync(Leaf(Root, address: null), Bundle(Root) + ""","tls-server-name":"wrong.example.org" """))!.Message, StringComparison.Ordinal);

    [Fact]
    public async Task The_given_name_is_also_the_one_that_is_asked_for_when_connecting()
    {
        string? asked = null;
        using var leaf = Leaf(Root, address: null);

        var problem = await TryAsync(leaf, Bundle(Root) + ""","tls-server-name":"api.example.org" """, options: https => https.ServerCertificateSelector = (_, name) =>
        {
            asked = name;
            return leaf;
        });

        Assert.Null(problem);
        Assert.Equal("api.example.org", asked);
    }

    [Fact]
    public async Task An_expired_certificate_is_refused_with_its_dates() =>
        Assert.Contains("2020-01-01 to 2021-01-01", (await TryAsync(Leaf(Root, from: 2020), Bundle(Root)))!.Message, StringComparison.Ordinal);

    [Fact]
    public async Task Insecure_means_insecure() =>
        Assert.Null(await TryAsync(Leaf(Other), ""","insecure-skip-tls-verify":true"""));

    [Fact]
    public async Task A_server_that_speaks_no_TLS_is_told_as_such()
    {
        await using var plain = await FakeApi.StartAsync();

        var problem = await CollectAsync(plain.Address.Replace("http:", "https:", StringComparison.Ordinal), Bundle(Root), "{}");

        Assert.Contains("does not speak TLS", problem!.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_client_certificate_is_shown_with_its_key()
    {
        using var key = RSA.Create(2048);
        var request = new CertificateRequest("CN=jane", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        using var client = request.Create(Root, Start(2026), Start(2028), [7]);
        var user = $$$"""{"client-certificate-data":"{{{Base64(client.ExportCertificatePem())}}}","client-key-data":"{{{Base64(key.ExportPkcs8PrivateKeyPem())}}}"}""";
        string? shown = null;

        var problem = await TryAsync(Leaf(Root), Bundle(Root), user, https =>
        {
            https.ClientCertificateMode = ClientCertificateMode.RequireCertificate;
            https.ClientCertificateValidation = (certificate, _, _) =>
            {
                shown = certificate.Subject;
                return true;
            };
        });

        Assert.Null(problem);
        Assert.Equal("CN=jane", shown);
    }

    private static async Task<Problem?> TryAsync(X509Certificate2 server, string cluster, string user = "{}", Action<HttpsConnectionAdapterOptions>? options = null)
    {
        await using var api = await FakeApi.StartAsync(https =>
        {
            https.ServerCertificate = server;
            options?.Invoke(https);
        });
        api.Put(Pods, Pod("a", Status("web", Running(), ready: true)));
        return await CollectAsync(api.Address, cluster, user);
    }

    private static async Task<Problem?> CollectAsync(string address, string cluster, string user)
    {
        var connection = TestCluster.Connect(TestCluster.Config(address, user, cluster));
        Assert.Empty(connection.Problems);
        using var source = connection.Source!;
        return (await source.CollectAsync(new TargetQuery(), TestContext.Current.CancellationToken)).Problems.SingleOrDefault();
    }

    private static string Bundle(params X509Certificate2[] certificates) =>
        $",\"certificate-authority-data\":\"{Base64(string.Join('\n', certificates.Select(c => c.ExportCertificatePem())))}\"";

    private static string Base64(string text) => Convert.ToBase64String(System.Text.Encoding.UTF8.GetBytes(text));

    private static DateTimeOffset Start(int year) => new(year, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private static X509Certificate2 Authority(string name, X509Certificate2? issuer)
    {
#pragma warning disable CA2000 // Lives as long as the certificate, which is static.
        var key = RSA.Create(2048);
#pragma warning restore CA2000
        var request = new CertificateRequest(name, key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign | X509KeyUsageFlags.DigitalSignature, true));
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, false));
        return issuer is null
            ? request.CreateSelfSigned(Start(2019), Start(2100))
            : request.Create(issuer, Start(2019), Start(2099), [1, 2, 3]).CopyWithPrivateKey(key);
    }

    private static X509Certificate2 Leaf(X509Certificate2 issuer, string? address = "127.0.0.1", int? from = null)
    {
        using var key = RSA.Create(2048);
        var request = new CertificateRequest("CN=apiserver", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName("api.example.org");
        if (address is not null)
        {
            names.AddIpAddress(IPAddress.Parse(address));
        }

        request.CertificateExtensions.Add(names.Build());
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new("1.3.6.1.5.5.7.3.1")], false));
        using var certificate = request.Create(issuer, Start(from ?? 2020), from is { } year ? Start(year + 1) : Start(2098), [4, 5, 6]);
        using var whole = certificate.CopyWithPrivateKey(key);
        return X509CertificateLoader.LoadPkcs12(whole.Export(X509ContentType.Pkcs12), null);
    }
}
