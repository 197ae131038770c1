namespace Koi.Lab;

/// <summary>Something in the lab that is not what the test is about went wrong; the message says what, and what programs said.</summary>
public sealed class LabException(string message) : Exception(message);
