@echo off
rem Opens a window in which the command cts-docs is known.
set "PATH=%LOCALAPPDATA%\cts-docs\Scripts;%PATH%"
cd /d "%USERPROFILE%"
cmd /k cts-docs --help
