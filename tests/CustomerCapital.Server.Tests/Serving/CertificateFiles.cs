using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace CustomerCapital.Server.Tests.Serving;

/// <summary>An authority that issues certificates into files.</summary>
internal sealed class CertificateFiles : IDisposable
{
    private readonly ECDsa _key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    private readonly CertificateFiles? _above;
    private readonly string _folder;

    /// <param name="folder">Where the files lie.</param>
    /// <param name="name">Of the authority.</param>
    /// <param name="above">Who has issued the authority's own certificate; null for a root.</param>
    public CertificateFiles(string folder, string name, CertificateFiles? above = null)
    {
        (_folder, _above) = (folder, above);
        var request = new CertificateRequest("CN=" + name, _key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(certificateAuthority: true, hasPathLengthConstraint: false, 0, critical: true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign, critical: true));
        Own = above is null ? request.CreateSelfSigned(From, To) : above.Sign(request);
        Authority = Path.Combine(folder, name + ".pem");
        File.WriteAllText(Authority, Own.ExportCertificatePem());
    }

    private static DateTimeOffset From => TimeProvider.System.GetUtcNow().AddDays(-1);

    private static DateTimeOffset To => TimeProvider.System.GetUtcNow().AddDays(1);

    public X509Certificate2 Own { get; }

    /// <summary>The file of the authority's own certificate.</summary>
    public string Authority { get; }

    /// <summary>Issues a certificate, with those that lead to the root but not the root.</summary>
    /// <returns>The files of the certificate and of its key.</returns>
    public (string Certificate, string Key) Issue(string name)
    {
        using var pair = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=" + name, pair, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName(name);
        request.CertificateExtensions.Add(names.Build());
        var (certificate, key) = (Path.Combine(_folder, $"{Own.Subject[3..]}-{name}-cert.pem"), Path.Combine(_folder, $"{Own.Subject[3..]}-{name}-key.pem"));
        using var issued = Sign(request);
        File.WriteAllText(certificate, issued.ExportCertificatePem() + "\n" + string.Join('\n', Between().Select(one => one.ExportCertificatePem())));
        File.WriteAllText(key, pair.ExportPkcs8PrivateKeyPem());
        return (certificate, key);
    }

    public void Dispose()
    {
        _key.Dispose();
        Own.Dispose();
    }

    private IEnumerable<X509Certificate2> Between() => _above is null ? [] : [Own, .. _above.Between()];

    private X509Certificate2 Sign(CertificateRequest request) =>
        request.Create(Own.SubjectName, X509SignatureGenerator.CreateForECDsa(_key), From.AddHours(1), To.AddHours(-1), RandomNumberGenerator.GetBytes(8));
}
