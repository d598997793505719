namespace CustomerCapital.Server.Settings;

/// <summary>What a process does.</summary>
internal enum ServerRole
{
    /// <summary>Holds customers and serves HTTP.</summary>
    Both = 1,

    /// <summary>Holds customers.</summary>
    Silo = 2,

    /// <summary>Serves HTTP.</summary>
    Gateway = 3,
}

/// <summary>On which addresses a silo is reached.</summary>
internal enum ListenOn
{
    /// <summary>From this machine.</summary>
    Loopback = 1,

    /// <summary>From others too.</summary>
    Any = 2,
}
