using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using CustomerCapital.Engine.Access;
using CustomerCapital.Server.Tests.CommandLine;

namespace CustomerCapital.Server.Tests.Serving;

/// <summary>HTTPS of the program as its users run it.</summary>
public sealed class TlsTests : IDisposable
{
    private readonly ProgramRun _folder = new();

    [Fact]
    public async Task Server_speaks_tls_by_the_certificate_of_its_files_and_reads_them_again_when_they_change()
    {
        using var authority = new CertificateFiles(_folder.Folder, "authority");
        var (certificate, key) = authority.Issue("localhost");
        var first = HashOf(certificate);
        var url = ServerProcess.FreeUrl().Replace("http:", "https:", StringComparison.Ordinal);
        using var server = ServerProcess.Start(_folder.Database, "serve", "--open", "false", "--url", url, "--tls-certificate", certificate, "--tls-key", key);
        var administrator = (await server.LineAsync("  The first key"))[^AccessKey.Length..];
        Assert.Equal(first, await AskAsync(url, administrator));

        authority.Issue("localhost");
        var second = HashOf(certificate);
        Assert.NotEqual(first, second);
        // The files are looked at every five seconds.
        while (await AskAsync(url, administrator) != second) await Task.Delay(200);

        // Files that are half written leave the certificate as it was.
        await File.WriteAllTextAsync(key, "no key");
        Assert.Equal(second, await AskAsync(url, administrator));
        server.Kill();
    }

    [Fact]
    public async Task Certificates_that_lead_to_the_root_are_shown_too()
    {
        using var root = new CertificateFiles(_folder.Folder, "root");
        using var between = new CertificateFiles(_folder.Folder, "between", root);
        var (certificate, key) = between.Issue("localhost");
        var url = ServerProcess.FreeUrl().Replace("http:", "https:", StringComparison.Ordinal);
        using var server = ServerProcess.Start(_folder.Database, "serve", "--url", url, "--tls-certificate", certificate, "--tls-key", key);
        await server.LineAsync("Serving");
        using var http = new HttpClient(new SocketsHttpHandler
        {
            SslOptions = new SslClientAuthenticationOptions
            {
                CertificateChainPolicy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, CustomTrustStore = { root.Own }, RevocationMode = X509RevocationMode.NoCheck, DisableCertificateDownloads = true },
            },
        });

        // Whoever knows the root alone can follow.
        Assert.True((await http.GetAsync(url.Replace("127.0.0.1", "localhost", StringComparison.Ordinal) + "health/live")).IsSuccessStatusCode);
        server.Kill();
    }

    public void Dispose() => _folder.Dispose();

    /// <summary>Asks something, and says by which certificate the server answered.</summary>
    private static async Task<string> AskAsync(string url, string key)
    {
        var seen = "";
        using var http = new HttpClient(new SocketsHttpHandler
        {
            SslOptions = new SslClientAuthenticationOptions
            {
                RemoteCertificateValidationCallback = (_, certificate, _, _) =>
                {
                    seen = certificate!.GetCertHashString();
                    return certificate.Subject == "CN=localhost";
                },
            },
        });
        http.DefaultRequestHeaders.Authorization = new("Bearer", key);
        (await http.GetAsync(url + "v1/metrics")).EnsureSuccessStatusCode();
        return seen;
    }

    private static string HashOf(string certificate) => X509Certificate2.CreateFromPem(File.ReadAllText(certificate)).GetCertHashString();
}
