"""Models behind an OpenAI-compatible endpoint: vLLM, llama.cpp, Ollama, or a hosted one."""

from songngu.translate.endpoint.settings import (
    ENDPOINT_VARIABLE,
    KEY_VARIABLE,
    SETTING_NAMES,
    EndpointSettings,
    read_settings,
)

__all__ = [
    "ENDPOINT_VARIABLE",
    "KEY_VARIABLE",
    "SETTING_NAMES",
    "EndpointSettings",
    "read_settings",
]
