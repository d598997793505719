using System.ComponentModel.DataAnnotations;
using CustomerCapital.Server.Mail;

namespace CustomerCapital.Server.Settings;

/// <summary>How the program is set up: from a file, the environment and the command line alike.</summary>
internal sealed class ServerSettings
{
    /// <summary>The database of the ledger, or several that divide its customers; none for the command's own.</summary>
    public string[] Database { get; set; } = [];

    /// <summary>IANA time zone in which a new ledger counts; none for the ledger's, UTC for a new one.</summary>
    public string? TimeZone { get; set; }

    /// <summary>Standbys from which lists and counts of customers are read, one for each database.</summary>
    public string[] Replica { get; set; } = [];

    /// <summary>silo, gateway or both.</summary>
    public ServerRole Role { get; set; } = ServerRole.Both;

    /// <summary>Processes with the same cluster id find each other.</summary>
    [RegularExpression("[A-Za-z0-9._-]{1,100}", ErrorMessage = "has letters, digits, dots, hyphens and underscores, 100 at most")]
    public string ClusterId { get; set; } = "customercapital";

    /// <summary>Whose control state and reminders they are; stays the same when a cluster is replaced by another.</summary>
    [RegularExpression("[A-Za-z0-9._-]{1,100}", ErrorMessage = "has letters, digits, dots, hyphens and underscores, 100 at most")]
    public string ServiceId { get; set; } = "customercapital";

    /// <summary>Where other silos reach this one; none for 11111, or another that is free where only this machine is listened to.</summary>
    [Range(1, 65_535)]
    public int? SiloPort { get; set; }

    /// <summary>Where gateways reach this silo; none for 30000, or another that is free where only this machine is listened to.</summary>
    [Range(1, 65_535)]
    public int? GatewayPort { get; set; }

    /// <summary>On which addresses the silo listens.</summary>
    public ListenOn Listen { get; set; } = ListenOn.Loopback;

    /// <summary>The address by which others reach this silo; none for the machine's first.</summary>
    public string? Advertise { get; set; }

    /// <summary>Where HTTP is served: the whole API by gateways, health alone by silos.</summary>
    public string Url { get; set; } = "http://127.0.0.1:8080";

    /// <summary>Whether <see cref="Url"/> may be other than a loopback address though HTTP is served, which anybody in between can read.</summary>
    public bool AllowNetwork { get; set; }

    /// <summary>How many seconds what was taken may take to finish, once the process is told to end.</summary>
    [Range(1, 600)]
    public int DrainWithin { get; set; } = 25;

    /// <summary>How many seconds a call waits for a silo before another is made beside it.</summary>
    [Range(0.5, 60)]
    public double CallWithin { get; set; } = 2;

    /// <summary>Number of the counters to which this silo adds; none for the first that no other uses.</summary>
    [Range(0, 10_000)]
    public short? Writer { get; set; }

    /// <summary>Where telemetry is sent by OTLP; none for nowhere.</summary>
    public string? OtlpEndpoint { get; set; }

    /// <summary>Hosts to which webhooks are sent though their addresses are not public, and without TLS where a subscription says http.</summary>
    public string[] WebhookHosts { get; set; } = [];

    /// <summary>Whether the program's clock can be set.</summary>
    public bool Sandbox { get; set; }

    /// <summary>Whether metrics are served to Prometheus at /metrics.</summary>
    public bool Metrics { get; set; }

    /// <summary>The mail server to which mails are handed; none to send no mails.</summary>
    public string? SmtpHost { get; set; }

    /// <summary>Its port.</summary>
    [Range(1, 65_535)]
    public int SmtpPort { get; set; } = 587;

    /// <summary>How the connection to it is encrypted.</summary>
    public SmtpSecurity SmtpSecurity { get; set; } = SmtpSecurity.StartTls;

    /// <summary>The name by which this program signs in at the mail server; none where it does not.</summary>
    public string? SmtpUser { get; set; }

    /// <summary>The password to that.</summary>
    public string? SmtpPassword { get; set; }

    /// <summary>Connections to the mail server at most.</summary>
    [Range(1, 64)]
    public int SmtpConnections { get; set; } = 4;

    /// <summary>Mails at most that wait at once for an answer of the mail server to be recorded: so many can go out twice at a kill. No more than connections.</summary>
    [Range(1, 64)]
    public int SmtpUnanswered { get; set; } = 1;

    /// <summary>Mails a second at most; 0 without a limit.</summary>
    [Range(0.0, 10_000)]
    public double SmtpPerSecond { get; set; }

    /// <summary>From whom mails come.</summary>
    public string? MailFrom { get; set; }

    /// <summary>Under which address customers reach this program, for the links in mails.</summary>
    public string? PublicUrl { get; set; }

    /// <summary>Whether Orleans' dashboard is served at /dashboard, to who may look at how the cluster does.</summary>
    public bool Dashboard { get; set; }

    /// <summary>The key that commands show to a server at which they ask.</summary>
    public string? Key { get; set; }

    /// <summary>Whether nobody is asked for a key, and everybody may do everything; on loopback addresses alone.</summary>
    public bool Open { get; set; }

    /// <summary>The issuer of an identity provider by which people sign in (OpenID Connect); none for keys alone.</summary>
    public string? OidcAuthority { get; set; }

    /// <summary>The audience of the provider's tokens that the API takes in place of keys; none for keys alone.</summary>
    public string? OidcAudience { get; set; }

    /// <summary>The id under which the provider knows the console; none where people sign in there with keys alone.</summary>
    public string? OidcClientId { get; set; }

    /// <summary>The secret to that.</summary>
    public string? OidcClientSecret { get; set; }

    /// <summary>What the sign-in page calls the provider; none for the host of <see cref="OidcAuthority"/>.</summary>
    public string? OidcName { get; set; }

    /// <summary>The claim of a token that says as what somebody works.</summary>
    [RegularExpression(@"[!-~]{1,200}", ErrorMessage = "has 1 to 200 characters of ASCII, none of them blank")]
    public string OidcRoleClaim { get; set; } = Engine.Access.IdentityProvider.UsualRoleClaim;

    /// <summary>Which values of that claim stand for which role, as VALUE=ROLE; none for the roles' own names.</summary>
    public string[] OidcRoles { get; set; } = [];

    /// <summary>What the console asks the provider for besides openid and profile.</summary>
    public string[] OidcScopes { get; set; } = [];

    /// <summary>File of the certificate in PEM, with those between it and the root, by which HTTPS is served; none for HTTP.</summary>
    public string? TlsCertificate { get; set; }

    /// <summary>File of the certificate's private key in PEM.</summary>
    public string? TlsKey { get; set; }

    /// <summary>File of the certificate in PEM that this process shows to the others of its cluster; none where they talk without TLS.</summary>
    public string? ClusterCertificate { get; set; }

    /// <summary>File of that certificate's private key in PEM.</summary>
    public string? ClusterKey { get; set; }

    /// <summary>File of the certificates in PEM by which the processes of the cluster know each other: the root that has issued theirs, and those between.</summary>
    public string? ClusterAuthority { get; set; }

    /// <summary>Addresses and networks of proxies, which are believed about who sends a request.</summary>
    public string[] TrustedProxies { get; set; } = [];
}
