namespace CustomerCapital.Engine;

/// <summary>The engine cannot answer now, or does not know whether a commit took place. Sending the same command again is safe and helps.</summary>
public sealed class EngineUnavailableException(string message, Exception? inner = null) : Exception(message, inner);

/// <summary>The engine has more work waiting than it takes. Sending the same command later helps.</summary>
public sealed class EngineOverloadedException(string message, Exception? inner = null) : Exception(message, inner);
