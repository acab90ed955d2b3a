#!/bin/sh
# Measures training on this machine's graphics card; run.sh --help says how. Needs nothing that is not
# in this folder but the card's driver, and Python with PyTorch for the comparison.
here=$(cd "$(dirname "$0")" && pwd) || exit 1

# Libraries of ours only where the system has none: the Vulkan loader, and what NVIDIA's driver needs.
used=$(mktemp -d) || exit 1
trap 'rm -rf "$used"' EXIT
known=$(ldconfig -p 2>/dev/null || /sbin/ldconfig -p 2>/dev/null)
for file in "$here"/libraries/*; do
  name=$(basename "$file")
  case "$known" in *"$name "*) ;; *) ln -s "$file" "$used/$name" ;; esac
done
export LD_LIBRARY_PATH="${LD_LIBRARY_PATH:+$LD_LIBRARY_PATH:}$used"

# NVIDIA's driver where the loader does not look for it: containers mount it under /usr/local, or mount
# its libraries without the manifest that names them.
mounted=/usr/local/nvidia
[ -d "$mounted/lib64" ] && export LD_LIBRARY_PATH="$LD_LIBRARY_PATH:$mounted/lib64"
if [ -z "$VK_DRIVER_FILES$VK_ICD_FILENAMES" ] &&
  [ -z "$(find /usr/share/vulkan/icd.d /etc/vulkan/icd.d -name '*nvidia*' 2>/dev/null)" ]; then
  if [ -f "$mounted/share/vulkan/icd.d/nvidia_icd.json" ]; then
    export VK_DRIVER_FILES="$mounted/share/vulkan/icd.d/nvidia_icd.json"
  elif [ -n "$(echo "$known" | grep libGLX_nvidia.so.0)" ]; then
    export VK_DRIVER_FILES="$used/nvidia_icd.json"
    echo '{"file_format_version":"1.0.0","ICD":{"library_path":"libGLX_nvidia.so.0","api_version":"1.3.0"}}' \
      >"$VK_DRIVER_FILES"
  fi
fi

chmod +x "$here/node"
"$here/node" "$here/main.mjs" run "$@"
