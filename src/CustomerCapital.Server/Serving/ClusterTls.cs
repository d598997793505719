using System.Security.Cryptography.X509Certificates;
using CustomerCapital.Server.Databases;
using CustomerCapital.Server.Settings;
using Orleans.Connections.Security;

namespace CustomerCapital.Server.Serving;

/// <summary>TLS between the processes of a cluster: each shows a certificate, and takes nobody whose certificate the cluster's own authority has not issued.</summary>
/// <remarks>Processes come and go at addresses that no certificate names: whoever holds a certificate of this authority belongs to the cluster.</remarks>
internal sealed class ClusterTls
{
    private const string Options = "--cluster-certificate, --cluster-key and --cluster-authority";

    private readonly TlsCertificate _own;
    private readonly X509Certificate2Collection _roots = [];
    private readonly X509Certificate2Collection _between = [];

    private ClusterTls(TlsCertificate own, string authority)
    {
        _own = own;
        var all = new X509Certificate2Collection();
        all.ImportFromPemFile(authority);
        foreach (var one in all) (one.SubjectName.RawData.AsSpan().SequenceEqual(one.IssuerName.RawData) ? _roots : _between).Add(one);
        if (_roots.Count == 0) throw new ArgumentException("The file has no certificate of a root.");
    }

    /// <summary>That of the settings; null where there is none.</summary>
    /// <exception cref="UsageException">A file is missing or cannot be used, or there is no cluster.</exception>
    public static ClusterTls? Of(ServerSettings settings, Database database)
    {
        if (settings is { ClusterCertificate: null, ClusterKey: null, ClusterAuthority: null }) return null;
        if (settings is not { ClusterCertificate: { } certificate, ClusterKey: { } key, ClusterAuthority: { } authority }) throw new UsageException($"{Options}: name all three files, or none");
        if (!database.IsShared) throw new UsageException($"{Options}: {database} is for one process alone, which talks to no other; leave them out");
        var own = TlsCertificate.Of(certificate, key, $"--cluster-certificate {certificate}, --cluster-key {key}");
        try
        {
            var tls = new ClusterTls(own, authority);
            return tls.IsTaken(own.Current.TargetCertificate) ? tls : throw new UsageException($"--cluster-certificate {certificate}: {authority} has not issued it, or it holds no more; no other process would take it");
        }
        catch (Exception unusable) when (TlsCertificate.IsUnusable(unusable))
        {
            throw new UsageException($"--cluster-authority {authority}: {unusable.Message}", unusable);
        }
    }

    /// <summary>Sets it for connections in both directions.</summary>
    public void Configure(TlsOptions options)
    {
        // Orleans asks for one here too, and then goes by what is selected for each connection.
        options.LocalCertificate = _own.Current.TargetCertificate;
        options.LocalServerCertificateSelector = (_, _) => _own.Current.TargetCertificate;
        options.LocalClientCertificateSelector = (_, _, _, _, _) => _own.Current.TargetCertificate;
        options.RemoteCertificateMode = options.ClientCertificateMode = RemoteCertificateMode.RequireCertificate;
        options.RemoteCertificateValidation = (certificate, _, _) => IsTaken(certificate);
        // A handshake needs a name, though no certificate is asked for one.
        options.OnAuthenticateAsClient = (_, client) => client.TargetHost = "customercapital";
    }

    /// <summary>Has failures to read a renewed certificate logged.</summary>
    public void LogTo(ILogger logger) => _own.Complain = unusable => ServerLog.CertificateUnusable(logger, unusable.Message);

    private bool IsTaken(X509Certificate2 certificate)
    {
        using var chain = new X509Chain();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.CustomTrustStore.AddRange(_roots);
        chain.ChainPolicy.ExtraStore.AddRange(_between);
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        chain.ChainPolicy.DisableCertificateDownloads = true;
        return chain.Build(certificate);
    }
}
