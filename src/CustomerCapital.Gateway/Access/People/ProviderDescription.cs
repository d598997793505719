using CustomerCapital.Engine;
using CustomerCapital.Engine.Access;
using Microsoft.Extensions.Logging;
using Microsoft.IdentityModel.Protocols;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;

namespace CustomerCapital.Gateway.Access.People;

/// <summary>What the identity provider says of itself: its addresses, and the keys by which its tokens are checked.</summary>
/// <remarks>
/// It is read when it is first needed, so that the program starts without the provider. It is read again every <see cref="Every"/>, and at once for a key that it does not have, though
/// not more often than every <see cref="Pause"/>. While the provider is out of reach, what was read before holds. Many who wait share one reading. Thread-safe.
/// </remarks>
internal sealed partial class ProviderDescription : IConfigurationManager<OpenIdConnectConfiguration>, IDisposable
{
    /// <summary>So often it is read again: a key that the provider has withdrawn is not taken longer than that.</summary>
    public static readonly TimeSpan Every = TimeSpan.FromMinutes(10);

    /// <summary>So long at least lies between two readings for keys that are not in it, and so long it is not tried again where it could not be read again.</summary>
    public static readonly TimeSpan Pause = TimeSpan.FromSeconds(5);

    /// <summary>So long whoever comes is told at once that it could not be read the first time.</summary>
    public static readonly TimeSpan Unreachable = TimeSpan.FromSeconds(1);

    /// <summary>So long an answer of the provider may take.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    private const int AnswerLimit = 1 << 20;

    private readonly Lock _reading = new();
    private readonly IdentityProvider _provider;
    private readonly TimeProvider _time;
    private readonly ILogger<ProviderDescription> _logger;
    private readonly HttpClient _client;
    private readonly HttpDocumentRetriever _documents;
    private OpenIdConnectConfiguration? _held;
    private Task<OpenIdConnectConfiguration>? _now;
    private Task<OpenIdConnectConfiguration>? _wanted;
    private long _readAt;
    private long _triedAt;
    private bool _isComplained;

    public ProviderDescription(IdentityProvider provider, TimeProvider time, ILogger<ProviderDescription> logger)
    {
        (_provider, _time, _logger) = (provider, time, logger);
        _client = new(new SocketsHttpHandler { AllowAutoRedirect = false }) { Timeout = Patience, MaxResponseContentBufferSize = AnswerLimit };
        _documents = new(_client) { RequireHttps = provider.Authority.Scheme == Uri.UriSchemeHttps };
    }

    /// <summary>What it says.</summary>
    /// <exception cref="EngineUnavailableException">It was never read, and cannot be.</exception>
    public Task<OpenIdConnectConfiguration> GetAsync() => GetAsync(_ => true);

    /// <summary>What it says, read again where it has no key of an id.</summary>
    /// <param name="keyId">The id of the key by which a token says that it is signed; null where it does not say.</param>
    /// <exception cref="EngineUnavailableException">It was never read, and cannot be.</exception>
    public Task<OpenIdConnectConfiguration> GetAsync(string? keyId) => GetAsync(held => keyId is null || held.SigningKeys.Any(key => key.KeyId == keyId));

    Task<OpenIdConnectConfiguration> IConfigurationManager<OpenIdConnectConfiguration>.GetConfigurationAsync(CancellationToken cancel) => GetAsync().WaitAsync(cancel);

    void IConfigurationManager<OpenIdConnectConfiguration>.RequestRefresh()
    {
        // Whoever comes next waits for it.
        lock (_reading) if (IsOver(_triedAt, Pause)) _wanted = Start();
    }

    public void Dispose() => _client.Dispose();

    private Task<OpenIdConnectConfiguration> GetAsync(Func<OpenIdConnectConfiguration, bool> isEnough)
    {
        lock (_reading)
        {
            if (_held is not { } held) return _now is { } first && !(first.IsCompleted && IsOver(_triedAt, Unreachable)) ? first : Start();
            if (_wanted is { IsCompleted: false } wanted) return wanted;
            if (!isEnough(held)) return _now is { IsCompleted: false } now ? now : IsOver(_triedAt, Pause) ? Start() : Task.FromResult(held);
            // Nobody waits for what is read again in time.
            if (IsOver(_readAt, Every) && IsOver(_triedAt, Pause) && _now is not { IsCompleted: false }) Start();
            return Task.FromResult(held);
        }
    }

    private bool IsOver(long since, TimeSpan time) => _time.GetElapsedTime(since) >= time;

    /// <summary>Begins a reading; within the lock.</summary>
    private Task<OpenIdConnectConfiguration> Start()
    {
        _triedAt = _time.GetTimestamp();
        return _now = Task.Run(ReadAsync);
    }

    private async Task<OpenIdConnectConfiguration> ReadAsync()
    {
        try
        {
            var read = await OpenIdConnectConfigurationRetriever.GetAsync(_provider.Authority.AbsoluteUri.TrimEnd('/') + "/.well-known/openid-configuration", _documents, CancellationToken.None);
            Check(read);
            lock (_reading) (_held, _readAt, _isComplained) = (read, _time.GetTimestamp(), false);
            return read;
        }
        catch (Exception failure)
        {
            bool isNew;
            OpenIdConnectConfiguration? held;
            lock (_reading)
            {
                (isNew, held) = (!_isComplained, _held);
                (_isComplained, _triedAt) = (true, _time.GetTimestamp());
            }

            if (isNew) LogUnreadable(failure, _provider.Authority);
            return held ?? throw new EngineUnavailableException($"The identity provider {_provider.Authority} cannot be asked for its keys now; send the request again. Keys of this program are taken meanwhile.", failure);
        }
    }

    /// <summary>An issuer of another name would let whoever answers at the authority's address speak for others.</summary>
    private void Check(OpenIdConnectConfiguration read)
    {
        if (read.Issuer?.TrimEnd('/') != _provider.Authority.AbsoluteUri.TrimEnd('/')) throw new InvalidDataException($"It says that its issuer is {read.Issuer}, and not {_provider.Authority}; set the authority to the issuer.");
        if (read.SigningKeys.Count == 0) throw new InvalidDataException("It has no key by which tokens are signed.");
    }

    [LoggerMessage(2014, LogLevel.Warning, "What the identity provider {Authority} says of itself cannot be read; it is tried again when somebody comes")]
    private partial void LogUnreadable(Exception failure, Uri authority);
}
