from pathlib import Path
def template_digest() -> str: return ""
def render(folder: Path, release_id: str) -> str: return "<html></html>"
