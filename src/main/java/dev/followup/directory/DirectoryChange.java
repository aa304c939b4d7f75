package dev.followup.directory;

/// A difference between a directory and the account as it is now.
///
/// @param key the id of what differs
/// @param isBreaking whether rules that use it do not work any more: it is gone, not active, or of
/// another type
/// @param words such as `stage 96210103 "Sales / Contract" is gone`
public record DirectoryChange(NameKind kind, String key, boolean isBreaking, String words) {}
